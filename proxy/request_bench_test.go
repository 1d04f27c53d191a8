package proxy

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyport/proxy/guard"
	"keyport/proxy/params"
)

// BenchmarkLookUp finds out who asks and for what: all gates, and the rules.
func BenchmarkLookUp(b *testing.B) {
	cfg := newUpstream(b, jsonAnswer(http.StatusOK, "{}")).config()
	for i := range 10 {
		cfg.Rules = append(cfg.Rules, Rule{Models: []string{fmt.Sprintf("model-%d-*", i)}, Params: params.Rule{Remove: []string{"top_k"}}})
	}
	server := serve(b, cfg)
	s := server.snap.Load()
	for name, path := range map[string]string{"password": "/v1/chat/completions", "private": "/" + testAddress + "/v1/chat/completions"} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodPost, path, nil)
			r.Host = server.Listener.Addr().String()
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, server.Listener.Addr()))
			r.Header.Set("Authorization", "Bearer "+testPassword)
			r.Header.Set("Content-Type", "application/json")
			b.ReportAllocs()
			for b.Loop() {
				q := guard.NewRequest(r)
				if e := s.gates.Pass(&q); e != nil {
					b.Fatal(e)
				}
				s.rules(nil, "model-7-mini")
			}
		})
	}
}

// BenchmarkGates is a request that is answered from memory: everything but an upstream.
func BenchmarkGates(b *testing.B) {
	s := serve(b, newUpstream(b, jsonAnswer(http.StatusOK, "{}")).config())
	for name, path := range map[string]string{"password": "/api/version", "private": "/" + testAddress + "/api/version"} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host = s.Listener.Addr().String()
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, s.Listener.Addr()))
			r.Header.Set("Authorization", "Bearer "+testPassword)
			w := httptest.NewRecorder()
			b.ReportAllocs()
			for b.Loop() {
				w.Body.Reset()
				s.ServeHTTP(w, r)
			}
			if w.Code != http.StatusOK {
				b.Fatal(w.Code, w.Body)
			}
		})
	}
}

// BenchmarkChat sends a chat through each way of asking and reads the answer
// whole, beside the upstream asked directly. Five parameters are changed.
func BenchmarkChat(b *testing.B) {
	const answer = `{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}]}`
	up := fakeUpstream{Server: httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // it remembers nothing
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))}
	defer up.Close()
	cfg := up.config()
	param := func(name, value string) params.Param { return params.Param{Name: name, Value: []byte(value)} }
	cfg.Rules = []Rule{{Models: []string{"*"}, Params: params.Rule{
		Force:   []params.Param{param("temperature", "0.6"), param("top_p", "0.95"), param("max_tokens", "2048")},
		Default: []params.Param{param("presence_penalty", "0.5"), param("seed", "7")},
	}}}
	s := serve(b, cfg)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 10}}
	for _, size := range []int{1 << 10, 200_000} {
		text := `func main() {\n\tfmt.Println(\"grüß dich\")\n}`
		if size > 10_000 {
			text = strings.Repeat(text, 40) // some 2 KB a message, as agents send
		}
		turn := `,{"role":"user","content":"` + text + `"}`
		body := []byte(`{"model":"m","stream":false,"messages":[{"role":"user","content":"hi"}` + strings.Repeat(turn, size/len(turn)) + `]}`)
		for _, way := range []struct{ name, url string }{
			{"direct", up.URL + "/v1/chat/completions"},
			{"password", s.URL + "/v1/chat/completions"},
			{"private", s.private + "/v1/chat/completions"},
			{"api-chat", s.private + "/api/chat"},
		} {
			b.Run(fmt.Sprintf("body=%dKB/%s", size/1000, way.name), func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					req, _ := http.NewRequest(http.MethodPost, way.url, bytes.NewReader(body))
					req.Header.Set("Content-Type", "application/json")
					req.Header.Set("Authorization", "Bearer "+testPassword)
					resp, err := client.Do(req)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
						b.Fatal(err, resp.Status)
					}
					resp.Body.Close()
				}
			})
		}
	}
}
