package proxy

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"keyport/proxy/secret"
	"keyport/proxy/upstream"
)

// Clients leave, upstreams die, streams break off: afterwards every place is free
// again and no goroutine stays.
func TestNothingStaysBehind(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/responses") {
			http.NotFound(w, r) // to be translated
			return
		}
		switch r.Header.Get("Openai-Beta") {
		case "silent":
			<-r.Context().Done()
		case "half":
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, roleChunk+chunk("half"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "dies":
			broken["connection reset"](w, r)
		default:
			sseAnswer(roleChunk, chunk("x"), stopChunk, doneChunk)(w, r)
		}
	})
	cfg := up.config()
	cfg.Limits.InFlight = 3
	records := make(chan Record, 1000)
	cfg.Observe = func(r Record) { records <- r }
	h, err := New(cfg, zerolog.New(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	h.answerEarly, h.keepAlive = time.Millisecond, time.Millisecond
	s := &proxyServer{Handler: h, Server: httptest.NewServer(h)}
	s.private = s.URL + "/" + testAddress
	addr := s.Listener.Addr().String()
	for range 5 {
		for _, mode := range []string{"silent", "half", "dies", "good"} {
			for _, to := range []struct{ path, body string }{
				{"/v1/chat/completions", chatSSE},
				{"/" + testAddress + "/v1/chat/completions", chatSSE},
				{"/" + testAddress + "/api/chat", chatSSE},
				{"/" + testAddress + "/v1/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`},
				{"/" + testAddress + "/api/embed", `{"model":"gpt-4o","input":"hi"}`},
			} {
				private, whole := strings.HasPrefix(to.path, "/"+testAddress), strings.HasSuffix(to.path, "embed")
				head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nOpenai-Beta: %s\r\nContent-Length: %d\r\n\r\n", to.path, addr, testPassword, mode, len(to.body))
				request := head + to.body
				// Leave at different places: inside the body, at once, after the first byte of the answer.
				for _, leave := range []string{"body", "at once", "answered"} {
					conn, err := net.Dial("tcp", addr)
					if err != nil {
						t.Fatal(err)
					}
					if leave == "body" {
						_, _ = io.WriteString(conn, request[:len(request)-5])
					} else {
						_, _ = io.WriteString(conn, request)
					}
					if answers := mode == "dies" || mode == "good" || !whole && (mode == "half" || private); leave == "answered" && answers {
						_, _ = conn.Read(make([]byte, 1))
					}
					conn.Close()
					ended(t, records)
				}
			}
		}
	}
	h.limiter.mu.Lock()
	running, waiting := h.limiter.running, h.limiter.waiting.Len()
	h.limiter.mu.Unlock()
	if running != 0 || waiting != 0 || h.Running() != 0 {
		t.Errorf("%d places taken, %d waiting, %d running", running, waiting, h.Running())
	}
	s.Server.Close()
	h.Close()
	deadline := time.Now().Add(20 * time.Second)
	for {
		buf := make([]byte, 1<<20)
		stacks := string(buf[:runtime.Stack(buf, true)])
		if !strings.Contains(stacks, "keyport/proxy.(*") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("goroutines stay:\n%s", stacks)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Settings change under load: every request is answered by the one or the
// other, and none is lost.
func TestSwapsUnderLoad(t *testing.T) {
	up := newUpstream(t, sseAnswer(roleChunk, chunk("<think>a</think>b"), stopChunk, doneChunk))
	cfg := up.config()
	s := serve(t, cfg)
	answered, done := make(chan struct{}), make(chan struct{})
	go func() { // a change behind every answer, while others run
		defer close(done)
		i := 0
		for range answered {
			i++
			next := cfg
			next.Limits.InFlight = 1 + i%3
			next.Upstreams = append([]upstream.Config(nil), cfg.Upstreams...)
			next.Upstreams[0].Key = secret.New(fmt.Sprintf("%s-%d", testKey, i%2))
			next.Upstreams[0].FirstByteTimeout = time.Duration(1+i%2) * time.Minute
			if err := s.Swap(next); err != nil {
				t.Error(err)
			}
		}
	}()
	workers := make(chan error, 4)
	for range 4 {
		go func() {
			for i := range 50 {
				path := []string{"/v1/chat/completions", "/" + testAddress + "/v1/chat/completions"}[i%2]
				req, _ := http.NewRequest("POST", s.URL+path, strings.NewReader(chatSSE))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Authorization", "Bearer "+testPassword)
				resp, err := noRedirects.Do(req)
				if err != nil {
					workers <- err
					return
				}
				b, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || resp.StatusCode != 200 || !strings.HasSuffix(string(b), doneChunk) || strings.Contains(string(b), "think") {
					workers <- fmt.Errorf("%d %v %s", resp.StatusCode, err, b)
					return
				}
				answered <- struct{}{}
			}
			workers <- nil
		}()
	}
	for range 4 {
		if err := <-workers; err != nil {
			t.Error(err)
		}
	}
	close(answered)
	<-done
}
