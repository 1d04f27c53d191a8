package proxy

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// counted is a listener that counts what is written to its connections.
type counted struct {
	net.Listener
	writes atomic.Int64
}

type countedConn struct {
	net.Conn
	l *counted
}

func (l *counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countedConn{c, l}, err
}

func (c countedConn) Write(p []byte) (int, error) {
	c.l.writes.Add(1)
	return c.Conn.Write(p)
}

// gatheringServer answers with handler on connections that gather.
func gatheringServer(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *counted) {
	t.Helper()
	srv := httptest.NewUnstartedServer(handler)
	l := &counted{Listener: srv.Listener}
	srv.Listener, srv.Config.ConnContext = Gather(l), WithConn
	srv.Start()
	t.Cleanup(srv.Close)
	return srv, l
}

func TestAPieceOfAStreamLeavesWithOneWrite(t *testing.T) {
	for _, c := range []struct{ size, writes int }{
		{1, 1}, {fits, 1}, {fits + 1, 1}, {2*fits - 16, 1}, {2 * fits, 1}, {5 * fits, 1}, {piece, 1}, {piece + 1, 2}, {3*piece + 5, 4},
	} {
		text := strings.Repeat("0123456789abcdef", c.size/16+1)[:c.size]
		writes := make(chan int64, 3)
		var l *counted
		srv, l := gatheringServer(t, func(w http.ResponseWriter, r *http.Request) {
			s := newSteadyWriter(w, r, time.Minute)
			for range 3 { // the first one with the headers
				before := l.writes.Load()
				if err := s.WriteFlush([]byte(text)); err != nil {
					t.Error(err)
				}
				writes <- l.writes.Load() - before
			}
		})
		resp, err := srv.Client().Get(srv.URL)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || string(got) != text+text+text {
			t.Errorf("%d bytes: %d came, %v", c.size, len(got), err)
		}
		for range 3 {
			if n := <-writes; n != int64(c.writes) {
				t.Errorf("%d bytes: %d writes, want %d", c.size, n, c.writes)
			}
		}
	}
}

// A client that is gone must be noticed: its upstream is left then.
func TestAPieceThatCannotBeSentIsAnError(t *testing.T) {
	failed := make(chan error, 1)
	srv, _ := gatheringServer(t, func(w http.ResponseWriter, r *http.Request) {
		s := newSteadyWriter(w, r, time.Minute)
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
			if err := s.WriteFlush(make([]byte, piece)); err != nil {
				failed <- err
				panic(http.ErrAbortHandler)
			}
		}
		failed <- nil
	})
	resp, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if err := <-failed; err == nil || errors.Is(err, http.ErrNotSupported) {
		t.Errorf("%v", err)
	}
}

// TestAStreamTakesAWriteForEveryBatch: the headers leave with the first events,
// and the end of the answer with the last ones.
func TestAStreamTakesAWriteForEveryBatch(t *testing.T) {
	chunked := func(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }
	next := make(chan struct{})
	up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"+chunked(roleChunk+chunk("one")))
		<-next
		_, _ = io.WriteString(conn, chunked(chunk("two")))
		<-next
		_, _ = io.WriteString(conn, chunked(chunk("three")+stopChunk+doneChunk)+"0\r\n\r\n")
	})
	h, err := New(up.config(), zerolog.New(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	srv, l := gatheringServer(t, h.ServeHTTP)
	resp := call(t, "POST", srv.URL+"/v1/chat/completions", chatSSE, "Authorization", "Bearer "+testPassword)
	defer resp.Body.Close()
	got := ""
	for i, word := range []string{"one", "two", "three"} {
		if i > 0 {
			next <- struct{}{}
		}
		for p := make([]byte, 4096); !strings.Contains(got, word); {
			n, err := resp.Body.Read(p)
			if got += string(p[:n]); err != nil && !strings.Contains(got, word) {
				t.Fatalf("%v behind %q", err, got)
			}
		}
		if n := l.writes.Load(); n != int64(i+1) {
			t.Errorf("%d writes when %q has come", n, word)
		}
	}
	rest, err := io.ReadAll(resp.Body)
	if got += string(rest); err != nil || !strings.HasSuffix(got, doneChunk) || l.writes.Load() != 3 {
		t.Errorf("%v, %d writes, %q", err, l.writes.Load(), got)
	}
}
