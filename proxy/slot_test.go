package proxy

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"keyport/proxy/upstream"
)

// ended waits for the record of one request.
func ended(t *testing.T, records chan Record) Record {
	t.Helper()
	select {
	case r := <-records:
		return r
	case <-time.After(20 * time.Second):
		buf := make([]byte, 1<<20)
		t.Fatalf("a request never ended:\n%s", buf[:runtime.Stack(buf, true)])
		return Record{}
	}
}

// A program that was stopped keeps its connection and reads nothing.
func TestClientThatStopsReadingGivesItsPlaceBack(t *testing.T) {
	for name, kind := range map[string]string{"stream": "text/event-stream", "plain": "application/octet-stream"} {
		t.Run(name, func(t *testing.T) {
			up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", kind)
				event := []byte(chunk(strings.Repeat("x", 60<<10)))
				for r.Context().Err() == nil {
					if _, err := w.Write(event); err != nil {
						return
					}
				}
			})
			cfg := up.config()
			cfg.Limits.InFlight = 1
			cfg.Upstreams[0].IdleTimeout = 100 * time.Millisecond
			records := make(chan Record, 10)
			cfg.Observe = func(r Record) { records <- r }
			s := serve(t, cfg)
			s.stalled = 100 * time.Millisecond
			conn := dial(t, s.Listener.Addr().String())
			_, _ = fmt.Fprintf(conn, "POST /v1/audio/speech HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", s.Listener.Addr(), testPassword, len(chatBody), chatBody)
			ended(t, records)
			up.answer = jsonAnswer(200, `{}`)
			if resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...); resp.StatusCode != 200 {
				t.Errorf("the place was not given back: %d", resp.StatusCode)
			}
		})
	}
}

// OpenRouter sends white space while a plain answer is made: that is no silence.
func TestPlainAnswerThatComesSlowlyIsNotIdle(t *testing.T) {
	const idle = 5 * time.Second // a busy machine may stop us for a while
	up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for begin := time.Now(); time.Since(begin) < idle+idle/2; time.Sleep(idle / 100) {
			_, _ = io.WriteString(w, "\n")
			w.(http.Flusher).Flush()
		}
		_, _ = io.WriteString(w, `{"choices":[{"index":0,"message":{"content":"<think>x</think>slow"},"finish_reason":"stop"}]}`)
	})
	cfg := up.config()
	cfg.Upstreams[0].IdleTimeout = idle
	s := serve(t, cfg)
	resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...)
	if body := text(t, resp); resp.StatusCode != 200 || !strings.Contains(body, `"slow"`) {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

// The body is read by the transport while the answer is written.
func TestUploadThatGrowsTooLargeWhileItIsAnswered(t *testing.T) {
	up := newUpstream(t, nil)
	up.Server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{`)
		w.(http.Flusher).Flush()
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `}`)
	})
	cfg := up.config()
	cfg.Limits.Body = 64 << 10
	cfg.Limits.InFlight = 2
	records := make(chan Record, 100)
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	for range 3 {
		body, rest := io.Pipe()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		req, _ := http.NewRequestWithContext(ctx, "POST", s.URL+"/v1/audio/transcriptions", body)
		req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		req.Header.Set("Authorization", "Bearer "+testPassword)
		go func() { _, _ = io.WriteString(rest, "--x\r\n") }()
		resp, err := noRedirects.Do(req) // the answer begins while the form is sent
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _ = rest.Write(bytes.Repeat([]byte("x"), 128<<10))
			_ = rest.Close()
		}()
		if _, err := io.Copy(io.Discard, resp.Body); err == nil {
			t.Error("the answer to half a form looks whole")
		}
		resp.Body.Close()
		cancel()
		ended(t, records)
	}
}

func TestStreamsOfEveryDialectOnAPrivateAddressAreAnsweredEarly(t *testing.T) {
	for _, c := range []struct{ path, kind, last string }{
		{"/v1/responses", upstream.KindOpenAI, "event: response.completed\ndata: {\"type\":\"response.completed\"}\n\n"},
		{"/v1/messages", upstream.KindAnthropic, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"},
	} {
		t.Run(c.path, func(t *testing.T) {
			goOn := make(chan struct{})
			up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
				<-goOn
				sseAnswer(c.last)(w, r)
			})
			cfg := up.config()
			cfg.Upstreams[0].Kind = c.kind
			s := serve(t, cfg)
			s.answerEarly = 20 * time.Millisecond
			resp := call(t, "POST", s.private+c.path, `{"model":"gpt-4o","stream":true,"input":"x","messages":[]}`)
			close(goOn)
			if got := text(t, resp); resp.StatusCode != 200 || got != ": keep-alive\n\n"+c.last {
				t.Errorf("%d %q", resp.StatusCode, got)
			}
		})
	}
}

// An upstream that hangs on its list is a time-out for the app, and no broken connection.
func TestListThatHangsIsATimeOut(t *testing.T) {
	up := newUpstream(t, nil)
	up.Server.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s := serve(t, up.config())
	s.listWait = 50 * time.Millisecond
	for _, url := range []string{s.private + "/api/tags", s.URL + "/v1/models", s.URL + "/v1/models/gpt-4o"} {
		resp := call(t, "GET", url, "", bearer()...)
		if body := text(t, resp); resp.StatusCode != 504 || code(t, body) != "upstream_timeout" {
			t.Errorf("%s: %d %s", url, resp.StatusCode, body)
		}
	}
	resp := call(t, "GET", s.URL+"/health", "", bearer()...)
	if body := text(t, resp); resp.StatusCode != 503 || strings.Contains(body, "closed the connection") {
		t.Errorf("health: %d %s", resp.StatusCode, body)
	}
}
