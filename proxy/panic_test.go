package proxy

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"keyport/proxy/upstream"
)

// shakenTransport panics when it is told to.
type shakenTransport struct {
	http.Transport
	now atomic.Bool
}

func (s *shakenTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.now.Load() {
		panic(errors.New("no way for " + testKey))
	}
	return s.Transport.RoundTrip(r)
}

// A panic ends its own request, on whichever goroutine it happens, and its
// words reach neither the log nor the app.
func TestAPanicUnderACallEndsOneRequestOnly(t *testing.T) {
	up := newUpstream(t, sseAnswer(roleChunk, chunk("x"), stopChunk, doneChunk))
	cfg := up.config()
	records := make(chan Record, 10)
	cfg.Observe = func(r Record) { records <- r }
	var log lockedBuffer
	h, err := New(cfg, zerolog.New(&log))
	if err != nil {
		t.Fatal(err)
	}
	shaken := &shakenTransport{Transport: http.Transport{DisableKeepAlives: true}}
	u, err := upstream.New(cfg.Upstreams[0], shaken)
	if err != nil {
		t.Fatal(err)
	}
	snap := *h.snap.Load()
	snap.upstreams = []*upstream.Upstream{u}
	h.snap.Store(&snap)
	server := httptest.NewServer(h)
	t.Cleanup(func() { server.Close(); h.Close() })
	for _, path := range []string{"/v1/chat/completions", "/" + testAddress + "/v1/chat/completions", "/" + testAddress + "/api/chat"} {
		t.Run(path, func(t *testing.T) {
			shaken.now.Store(true)
			ask := func() (*http.Response, error) {
				req, _ := http.NewRequest("POST", server.URL+path, strings.NewReader(chatSSE))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Authorization", "Bearer "+testPassword)
				return (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
			}
			if resp, err := ask(); err == nil {
				resp.Body.Close()
				t.Errorf("a panic was answered with %d", resp.StatusCode)
			} else if strings.Contains(err.Error(), "CANARY") {
				t.Error(err)
			}
			if r := ended(t, records); r.Code != "internal" || r.Status != 500 {
				t.Errorf("record %+v", r)
			}
			shaken.now.Store(false)
			resp, err := ask()
			if err != nil || resp.StatusCode != 200 || !strings.Contains(text(t, resp), "x") {
				t.Errorf("the next request: %v %v", resp, err)
			}
			ended(t, records)
		})
	}
	if all := log.String(); strings.Contains(all, "CANARY") || strings.Contains(all, testAddress) || strings.Count(all, "a request ended in a panic") != 3 {
		t.Errorf("the log says %s", all)
	}
}

// shakenWriter panics when a client is answered.
type shakenWriter struct {
	*httptest.ResponseRecorder
	leave context.CancelFunc
}

func (w shakenWriter) WriteHeader(status int) {
	w.Code = status
	w.leave()
	panic(errors.New("no way for " + testKey))
}

// A stream on a private address that is answered before its upstream is answered
// by a timer, whose panic would end the program.
func TestAPanicInAnEarlyAnswerEndsItsRequest(t *testing.T) {
	released := make(chan struct{})
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) { <-released })
	t.Cleanup(func() { close(released) })
	cfg := up.config()
	cfg.Observe = func(r Record) {
		if r.Code != "internal" || r.Status != 500 {
			t.Errorf("record %+v", r)
		}
	}
	var log lockedBuffer
	h, err := New(cfg, zerolog.New(&log))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	h.answerEarly = time.Millisecond
	ctx, leave := context.WithCancel(context.WithValue(context.Background(), http.LocalAddrContextKey, &net.TCPAddr{Port: 80}))
	w := shakenWriter{httptest.NewRecorder(), leave}
	defer func() {
		if p := recover(); p != http.ErrAbortHandler || w.Code != http.StatusOK {
			t.Errorf("the request ended with %d and %v", w.Code, p)
		}
		if all := log.String(); strings.Contains(all, "CANARY") || strings.Count(all, "a request ended in a panic") != 1 {
			t.Errorf("the log says %s", all)
		}
	}()
	req := httptest.NewRequestWithContext(ctx, "POST", "http://localhost/"+testAddress+"/v1/chat/completions", strings.NewReader(chatSSE))
	req.Header.Set("Content-Type", "application/json")
	h.ServeHTTP(w, req)
}

// lockedBuffer is a log that may be written and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}
