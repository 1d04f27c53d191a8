package proxy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"keyport/proxy/params"
)

// TestBodiesDoNotMix sends bodies of many sizes at once, some of them twice, some
// given up, to an upstream that may answer before it reads. Their memory is used
// again and again; each must come as it was sent.
func TestBodiesDoNotMix(t *testing.T) {
	up := fakeUpstream{Server: httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `{"data":[]}`)
			return
		}
		way := r.Header.Get("Idempotency-Key") // reaches the upstream
		w.Header().Set("Content-Type", "application/json")
		if way == "early" {
			_ = http.NewResponseController(w).EnableFullDuplex()
			_, _ = io.WriteString(w, `{"choices":[`)
			w.(http.Flusher).Flush()
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // its client left
		}
		checkBody(t, body)
		switch {
		case way == "early":
			_, _ = io.WriteString(w, `]}`)
		case way == "refused" && strings.Contains(string(body), `"top_k"`):
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":{"message":"Unrecognized request argument supplied: top_k","param":"top_k","code":"unknown_parameter"}}`)
		default:
			_, _ = io.WriteString(w, `{"choices":[]}`)
		}
	}))}
	t.Cleanup(up.Close)
	cfg := up.config()
	cfg.Rules = []Rule{{Models: []string{"*"}, Params: params.Rule{Force: []params.Param{{Name: "temperature", Value: []byte("0.5")}}}}}
	s := serve(t, cfg)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	defer client.CloseIdleConnections()
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range 24 {
				n := 1 << (10 + (worker+i)%9) // 1 KB to 256 KB
				letter := string(rune('a' + (worker*5+i)%26))
				way := []string{"plain", "early", "refused", "left"}[(worker+i)%4]
				base := s.URL
				if i%2 == 0 || way == "refused" { // only there it is sent again
					base = s.private
				}
				body := fmt.Sprintf(`{"model":"m-%d-%d","top_k":1,"messages":[{"role":"user","content":"%s"}],"letter":"%s","length":%d}`, worker, i, strings.Repeat(letter, n), letter, n)
				ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
				req, _ := http.NewRequestWithContext(ctx, "POST", base+"/v1/chat/completions", strings.NewReader(body))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Authorization", "Bearer "+testPassword)
				req.Header.Set("Idempotency-Key", way)
				if way == "left" {
					time.AfterFunc(time.Duration(i)*100*time.Microsecond, cancel)
				}
				resp, err := client.Do(req)
				if err == nil {
					_, err = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
				if way != "left" && (err != nil || resp.StatusCode != http.StatusOK) {
					t.Errorf("%s, %d bytes: %v %v", way, n, resp, err)
				}
				cancel()
			}
		})
	}
	wait.Wait()
}

// checkBody holds a body against what it says of itself.
func checkBody(t *testing.T, body []byte) {
	var got struct {
		Temperature float64
		Letter      string
		Length      int
		Messages    []struct{ Content string }
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Errorf("%d bytes: %v", len(body), err)
		return
	}
	if got.Temperature != 0.5 || len(got.Messages) != 1 || got.Messages[0].Content != strings.Repeat(got.Letter, got.Length) {
		t.Errorf("a body of %d bytes came with something else in it", len(body))
	}
}
