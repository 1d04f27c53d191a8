//go:build linux

package main_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// relay stands between a browser and Keyport and writes down what passes. It
// listens on Keyport's port number of another loopback address, and the browser
// is told that Keyport's names lead there: it sends, and Keyport gets, byte for
// byte what they would without it.
//
// It is also what rebinding a name takes: a page of that name comes from here,
// all that the page then asks of its own origin goes to Keyport.
type relay struct {
	listener net.Listener
	to       string       // Keyport
	page     http.Handler // answers /page in Keyport's place
	journal  *journal

	mu   sync.Mutex
	open map[net.Conn]bool // nil once closed
	work sync.WaitGroup
}

// relayHost is where the relay of a Keyport at 127.0.0.1:PORT listens.
const relayHost = "127.0.0.2"

func newRelay(t *testing.T, to string, page http.Handler, j *journal) *relay {
	t.Helper()
	_, port, _ := net.SplitHostPort(to)
	l, err := net.Listen("tcp4", net.JoinHostPort(relayHost, port))
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{listener: l, to: to, page: page, journal: j, open: map[net.Conn]bool{}}
	r.work.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			r.work.Go(func() { r.serve(conn) })
		}
	})
	t.Cleanup(r.close)
	return r
}

// close ends all connections and waits for them. It may be called twice.
func (r *relay) close() {
	_ = r.listener.Close()
	r.mu.Lock()
	for conn := range r.open {
		_ = conn.Close()
	}
	r.open = nil
	r.mu.Unlock()
	r.work.Wait()
}

// hold notes a connection, so that close ends it; after close there is none any more.
func (r *relay) hold(conn net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		_ = conn.Close()
		return false
	}
	r.open[conn] = true
	return true
}

func (r *relay) drop(conn net.Conn) {
	_ = conn.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, conn)
}

// serve passes the requests of one connection on, each with its own bytes.
func (r *relay) serve(browser net.Conn) {
	if !r.hold(browser) {
		return
	}
	defer r.drop(browser)
	var sent, got bytes.Buffer
	requests := bufio.NewReader(io.TeeReader(browser, &sent))
	var keyport net.Conn
	var answers *bufio.Reader
	for {
		req, err := http.ReadRequest(requests)
		if err != nil {
			return // the browser has closed it
		}
		if req.URL.Path == "/page" {
			w := httptest.NewRecorder()
			r.page.ServeHTTP(w, req)
			resp := w.Result()
			resp.Close = true // the next request may be for Keyport
			_ = resp.Write(browser)
			return
		}
		if _, err = io.Copy(io.Discard, req.Body); err != nil {
			return
		}
		if keyport == nil {
			if keyport, err = net.Dial("tcp4", r.to); err != nil || !r.hold(keyport) {
				return
			}
			defer r.drop(keyport)
			answers = bufio.NewReader(io.TeeReader(keyport, &got))
		}
		// A browser waits for the answer before it sends the next request, so that this one stands alone in the buffer.
		if _, err = sent.WriteTo(keyport); err != nil {
			return
		}
		resp, err := http.ReadResponse(answers, req)
		if err != nil {
			return
		}
		text, err := io.ReadAll(resp.Body)
		r.journal.add(passed{req.URL.Query().Get("attempt"), req, answer{resp, string(text), err}})
		if _, err = got.WriteTo(browser); err != nil || resp.Close {
			return
		}
	}
}

// passed is one request that Keyport has answered.
type passed struct {
	attempt string // PAGE.KIND.NUMBER; "" for what the browser sends by itself
	req     *http.Request
	answer  answer
}

// page and kind are the parts of the name of an attempt.
func (p passed) page() string { return nameParts(p.attempt)[0] }
func (p passed) kind() string { return nameParts(p.attempt)[1] }

func nameParts(attempt string) []string { return append(strings.Split(attempt, "."), "", "") }

// journal is what has passed the relays of a test.
type journal struct {
	mu    sync.Mutex
	all   []passed
	times map[string]int // by attempt, and by PAGE.KIND
}

func (j *journal) add(p passed) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.times == nil {
		j.times = map[string]int{}
	}
	j.all = append(j.all, p)
	j.times[p.attempt]++
	j.times[p.page()+"."+p.kind()]++
}

func (j *journal) read() []passed {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.all)
}

// await waits until so many requests of an attempt, or of a kind of attempts
// from a page, have been answered.
func (j *journal) await(ctx context.Context, name string, times int) bool {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		j.mu.Lock()
		n := j.times[name]
		j.mu.Unlock()
		if n >= times {
			return true
		}
	}
	return false
}
