package proxy

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// BenchmarkStream sends 100 events through each way of asking, beside the
// upstream asked directly: time to the first byte, and the cost of an event.
func BenchmarkStream(b *testing.B) {
	const events = 100
	stream := roleChunk + strings.Repeat(chunk("a few words of text "), events) + stopChunk + doneChunk
	up := newUpstream(b, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, stream)
	})
	go func() {
		for range up.entered { // nobody else listens
		}
	}()
	s := serve(b, up.config())
	const chatMessage = `{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hi"}]}`
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 10}}
	for _, way := range []struct{ name, url string }{
		{"direct", up.URL + "/v1/chat/completions"},
		{"password", s.URL + "/v1/chat/completions"},
		{"private", s.private + "/v1/chat/completions"},
		{"api-chat", s.private + "/api/chat"},
	} {
		b.Run(way.name, func(b *testing.B) {
			var first time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				req, _ := http.NewRequest(http.MethodPost, way.url, strings.NewReader(chatMessage))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Authorization", "Bearer "+testPassword)
				resp, err := client.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				var one [1]byte
				if _, err := io.ReadFull(resp.Body, one[:]); err != nil {
					b.Fatal(err)
				}
				first += time.Since(start)
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					b.Fatal(err)
				}
				resp.Body.Close()
			}
			b.ReportMetric(float64(first.Nanoseconds())/float64(b.N), "ns/first-byte")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
		})
	}
}
