package proxy

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyport/proxy/secret"
)

func TestClientThatLeavesCancelsTheUpstream(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(w http.ResponseWriter)
		body   string
	}{
		{"before the headers", func(http.ResponseWriter) {}, chatSSE},
		{"in the middle of a stream", func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, roleChunk)
			w.(http.Flusher).Flush()
		}, chatSSE},
		{"in the middle of a plain answer", func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "{")
			w.(http.Flusher).Flush()
		}, chatBody},
	} {
		for _, base := range []string{"/v1", "/" + testAddress + "/v1"} {
			t.Run(c.name+base, func(t *testing.T) {
				cancelled := make(chan time.Time, 1)
				up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
					c.answer(w)
					<-r.Context().Done()
					cancelled <- time.Now()
				})
				s := serve(t, up.config())
				ctx, cancel := context.WithCancel(t.Context())
				req, _ := http.NewRequestWithContext(ctx, "POST", s.URL+base+"/chat/completions", strings.NewReader(c.body))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Authorization", "Bearer "+testPassword)
				client := make(chan struct{})
				go func() {
					defer close(client)
					if resp, err := noRedirects.Do(req); err == nil {
						_, _ = io.Copy(io.Discard, resp.Body)
						resp.Body.Close()
					}
				}()
				<-up.entered
				left := time.Now()
				cancel()
				<-client
				select {
				case at := <-cancelled:
					t.Logf("the upstream was cancelled %v after the client left", at.Sub(left))
				case <-time.After(10 * time.Second):
					t.Fatal("the upstream was never cancelled")
				}
			})
		}
	}
}

// broken are ways for an upstream to die in the middle of a stream.
var broken = map[string]http.HandlerFunc{
	"connection reset": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, roleChunk+chunk("half"))
		w.(http.Flusher).Flush()
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	},
	"chunked body cut short": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, roleChunk+chunk("half"))
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	},
	"in the middle of an event": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, roleChunk+chunk("half")+`data: {"choices":[{"del`)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	},
	"clean end without a finish reason": sseAnswer(roleChunk, chunk("half")),
}

func TestUpstreamThatDiesNeverLooksLikeAGoodEnd(t *testing.T) {
	for name, answer := range broken {
		for _, base := range []string{"/v1", "/" + testAddress + "/v1"} {
			t.Run(name+base, func(t *testing.T) {
				up := newUpstream(t, answer)
				s := serve(t, up.config())
				for range 6 {
					resp := call(t, "POST", s.URL+base+"/chat/completions", chatSSE, bearer()...)
					b, err := io.ReadAll(resp.Body)
					got := string(b)
					if err == nil {
						t.Error("the body ended cleanly")
					}
					if strings.Contains(got, "[DONE]") {
						t.Error("a [DONE] was invented")
					}
					if !strings.Contains(got, `"half"`) {
						t.Error("what had come was lost")
					}
					events := strings.Split(strings.TrimSpace(got), "\n\n")
					last := events[len(events)-1]
					data, ok := strings.CutPrefix(last, "data: ")
					if !ok || strings.Contains(data, `"choices"`) || !strings.HasPrefix(code(t, data), "upstream_") {
						t.Errorf("the last event is no error: %q", last)
					}
				}
			})
		}
	}
}

func TestGoodEndings(t *testing.T) {
	for name, events := range map[string][]string{
		"done":                       {roleChunk, chunk("x"), stopChunk, doneChunk},
		"no done":                    {roleChunk, chunk("x"), stopChunk},
		"done without finish":        {roleChunk, chunk("x"), doneChunk},
		"no blank line after done":   {roleChunk, chunk("x"), stopChunk, "data: [DONE]"},
		"finish with CRLF":           {strings.ReplaceAll(roleChunk+chunk("x")+stopChunk, "\n", "\r\n")},
		"an error of the upstream's": {roleChunk, chunk("x"), "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"},
		"usage behind the finish":    {chunk("x"), stopChunk, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n", doneChunk},
	} {
		t.Run(name, func(t *testing.T) {
			up := newUpstream(t, sseAnswer(events...))
			s := serve(t, up.config())
			resp := call(t, "POST", s.URL+"/v1/chat/completions", chatSSE, bearer()...)
			got := strings.ReplaceAll(text(t, resp), "\r\n", "\n")
			if content, _ := contents(t, got); content != "x" {
				t.Errorf("content %q of %q", content, got)
			}
		})
	}
}

func TestSilenceIsFilledAndEndsInATimeOut(t *testing.T) {
	t.Run("comments", func(t *testing.T) {
		goOn := make(chan struct{})
		up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, roleChunk)
			w.(http.Flusher).Flush()
			<-goOn
			_, _ = io.WriteString(w, stopChunk+doneChunk)
		})
		s := serve(t, up.config())
		s.keepAlive = 20 * time.Millisecond
		resp := call(t, "POST", s.URL+"/v1/chat/completions", chatSSE, bearer()...)
		buf, got := make([]byte, 1024), ""
		for strings.Count(got, ": keep-alive\n\n") < 2 {
			n, err := resp.Body.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got += string(buf[:n])
		}
		close(goOn)
		if rest := text(t, resp); !strings.HasSuffix(rest, doneChunk) {
			t.Errorf("rest %q", rest)
		}
	})
	t.Run("idle", func(t *testing.T) {
		up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, roleChunk)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		})
		cfg := up.config()
		cfg.Upstreams[0].IdleTimeout = 50 * time.Millisecond
		s := serve(t, cfg)
		resp := call(t, "POST", s.URL+"/v1/chat/completions", chatSSE, bearer()...)
		b, err := io.ReadAll(resp.Body)
		if err == nil || !strings.Contains(string(b), "upstream_timeout") {
			t.Errorf("%v %q", err, b)
		}
	})
	t.Run("first byte", func(t *testing.T) {
		up := newUpstream(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		cfg := up.config()
		cfg.Upstreams[0].FirstByteTimeout = 50 * time.Millisecond
		s := serve(t, cfg)
		resp := call(t, "POST", s.URL+"/v1/chat/completions", chatSSE, bearer()...)
		if body := text(t, resp); resp.StatusCode != 504 || code(t, body) != "upstream_timeout" {
			t.Errorf("%d %s", resp.StatusCode, body)
		}
	})
}

func TestSlowFirstByteOnAPrivateAddressIsAnsweredEarly(t *testing.T) {
	goOn := make(chan struct{})
	var answer http.HandlerFunc
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		<-goOn
		answer(w, r)
	})
	s := serve(t, up.config())
	s.answerEarly, s.keepAlive = 20*time.Millisecond, 20*time.Millisecond
	first := func(resp *http.Response) {
		t.Helper()
		buf := make([]byte, len(": keep-alive\n\n"))
		if _, err := io.ReadFull(resp.Body, buf); err != nil || string(buf) != ": keep-alive\n\n" {
			t.Fatalf("%v %q", err, buf)
		}
	}
	t.Run("then the stream", func(t *testing.T) {
		answer = sseAnswer(roleChunk, chunk("late"), stopChunk, doneChunk)
		resp := call(t, "POST", s.private+"/v1/chat/completions", chatSSE)
		first(resp)
		goOn <- struct{}{}
		if content, _ := contents(t, text(t, resp)); content != "late" {
			t.Errorf("content %q", content)
		}
	})
	t.Run("then a failure", func(t *testing.T) {
		answer = jsonAnswer(429, `{"error":{"message":"slow down"}}`)
		resp := call(t, "POST", s.private+"/v1/chat/completions", chatSSE)
		first(resp)
		goOn <- struct{}{}
		b, err := io.ReadAll(resp.Body)
		if err == nil || !strings.Contains(string(b), "slow down") || strings.Contains(string(b), "[DONE]") {
			t.Errorf("%v %q", err, b)
		}
	})
	t.Run("not with a password", func(t *testing.T) {
		answer = jsonAnswer(429, `{"error":{"message":"slow down"}}`)
		done := make(chan *http.Response, 1)
		go func() { done <- call(t, "POST", s.URL+"/v1/chat/completions", chatSSE, bearer()...) }()
		goOn <- struct{}{}
		if resp := <-done; resp.StatusCode != 429 {
			t.Errorf("status %d: there the status is always the upstream's", resp.StatusCode)
		}
	})
}

func TestSettingsChangeLeavesRunningStreamsAlone(t *testing.T) {
	goOn := make(chan struct{})
	up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, chunk("a<think>b"))
		w.(http.Flusher).Flush()
		<-goOn
		_, _ = io.WriteString(w, chunk("c</think>d")+stopChunk+doneChunk)
	})
	cfg := up.config()
	s := serve(t, cfg)
	resp := call(t, "POST", s.URL+"/v1/chat/completions", chatSSE, bearer()...)
	<-up.entered
	next := cfg
	next.Clients = []Client{{Name: "other", Password: secret.New("kp-other")}}
	next.Think.Mode = "keep"
	next.Paused = true
	if err := s.Swap(next); err != nil {
		t.Fatal(err)
	}
	if again := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...); again.StatusCode != 401 {
		t.Errorf("the old password still works: %d", again.StatusCode)
	}
	again := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, "Authorization", "Bearer kp-other")
	if again.StatusCode != 503 || again.Header.Get("Retry-After") == "" || code(t, text(t, again)) != "paused" {
		t.Errorf("paused: %d", again.StatusCode)
	}
	close(goOn)
	if content, _ := contents(t, text(t, resp)); content != "ad" {
		t.Errorf("the running stream changed: %q", content)
	}
	bad := cfg
	bad.Upstreams = append(bad.Upstreams[:0:0], bad.Upstreams...)
	bad.Upstreams[0].URL = "ftp://x"
	if err := s.Swap(bad); err == nil {
		t.Error("a wrong upstream was accepted")
	}
}
