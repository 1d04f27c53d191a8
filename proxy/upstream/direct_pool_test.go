package upstream

import (
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

const fine = ok + "Content-Length: 2\r\n\r\n{}"

func answerFine(c *net.TCPConn, _ *http.Request) bool {
	_, err := io.WriteString(c, fine)
	return err == nil
}

// mustAsk sends a request that is never sent twice, and has to be answered.
func mustAsk(t *testing.T, u *Upstream) {
	t.Helper()
	if o := ask(t.Context(), u, posted([][]byte{[]byte("{}")}, nil), 100); o.Status != http.StatusOK || o.Body != "{}" {
		t.Fatalf("%+v", o)
	}
}

// poll waits until a condition holds.
func poll(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain until ", what)
		}
	}
}

func (s *scripted) leftOpen() (n int) {
	s.note(func() { n = len(s.open) })
	return n
}

func TestConnectionsAreKept(t *testing.T) {
	_, ours := transports(t, time.Minute)
	server, other := serve(t, false, answerFine), serve(t, false, answerFine)
	for range 5 {
		mustAsk(t, at(t, server.url, ours))
		mustAsk(t, at(t, other.url, ours))
	}
	if a, b := server.connections(), other.connections(); a != 1 || b != 1 {
		t.Errorf("%d and %d connections", a, b)
	}
	ours.CloseIdleConnections()
	poll(t, "they are closed", func() bool { return server.leftOpen()+other.leftOpen() == 0 })
	if ours.pool.sweep != nil || ours.pool.kept != 0 {
		t.Error("a timer goes on")
	}
	mustAsk(t, at(t, server.url, ours))
	mustAsk(t, at(t, server.url, ours))
	if n := server.connections(); n != 2 {
		t.Errorf("%d connections; the new one is not kept", n)
	}
}

// TestARequestThatRunsWhenThePoolIsClosedLeavesNothing: settings changed under it.
func TestARequestThatRunsWhenThePoolIsClosedLeavesNothing(t *testing.T) {
	_, ours := transports(t, time.Minute)
	read, closed := make(chan struct{}), make(chan struct{})
	server := serve(t, false, func(c *net.TCPConn, r *http.Request) bool {
		close(read)
		<-closed
		return answerFine(c, r)
	})
	go func() { <-read; ours.CloseIdleConnections(); close(closed) }()
	mustAsk(t, at(t, server.url, ours))
	poll(t, "it is closed", func() bool { return server.leftOpen() == 0 })
}

func TestNoMoreConnectionsAreKeptThanAllowed(t *testing.T) {
	theirs := newTransport(way{proxy: "none", firstByte: time.Minute})
	theirs.MaxIdleConnsPerHost = 2
	ours := newDirect(theirs)
	t.Cleanup(ours.CloseIdleConnections)
	var asked sync.WaitGroup
	asked.Add(4)
	server := serve(t, false, func(c *net.TCPConn, r *http.Request) bool {
		asked.Done()
		asked.Wait() // all at once
		return answerFine(c, r)
	})
	u := at(t, server.url, ours)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { ask(t.Context(), u, get(), 100) })
	}
	group.Wait()
	poll(t, "two are left", func() bool { return server.leftOpen() == 2 })
}

func TestConnectionsAreNotKeptForLong(t *testing.T) {
	theirs := newTransport(way{proxy: "none", firstByte: time.Minute})
	theirs.IdleConnTimeout = 20 * time.Millisecond
	ours := newDirect(theirs)
	t.Cleanup(ours.CloseIdleConnections)
	server := serve(t, false, answerFine)
	for range 2 {
		mustAsk(t, at(t, server.url, ours))
		poll(t, "it is closed", func() bool { return server.leftOpen() == 0 })
	}
	poll(t, "no timer goes on", func() bool {
		ours.pool.mu.Lock()
		defer ours.pool.mu.Unlock()
		return ours.pool.sweep == nil
	})
}

func TestAConnectionThatGrewOldUnseenIsNotUsed(t *testing.T) {
	_, ours := transports(t, time.Minute)
	server := serve(t, false, answerFine)
	u := at(t, server.url, ours)
	mustAsk(t, u)
	for _, h := range ours.pool.hosts {
		h.idle[0].since = time.Now().Add(-idleTime)
	}
	mustAsk(t, u)
	if n := server.connections(); n != 2 {
		t.Errorf("%d connections", n)
	}
}

// TestAPostIsNotLostToAKeptConnection: the server has closed it, or said
// something unasked, which must not be taken for the answer.
func TestAPostIsNotLostToAKeptConnection(t *testing.T) {
	for name, spoil := range map[string]func(c *net.TCPConn){
		"closed":      func(c *net.TCPConn) { _ = c.CloseWrite() },
		"reset":       func(c *net.TCPConn) { _ = c.SetLinger(0); _ = c.Close() },
		"a time-out":  func(c *net.TCPConn) { _, _ = io.WriteString(c, "HTTP/1.1 408 Request Time-out\r\n\r\n"); _ = c.Close() },
		"an answer":   func(c *net.TCPConn) { _, _ = io.WriteString(c, ok+"Content-Length: 6\r\n\r\npoison") },
		"a line feed": func(c *net.TCPConn) { _, _ = io.WriteString(c, "\n") },
	} {
		t.Run(name, func(t *testing.T) {
			_, ours := transports(t, time.Minute)
			first := make(chan *net.TCPConn, 2)
			server := serve(t, false, func(c *net.TCPConn, r *http.Request) bool {
				first <- c
				return answerFine(c, r)
			})
			u := at(t, server.url, ours)
			mustAsk(t, u)
			spoil(<-first)
			for _, h := range ours.pool.hosts {
				poll(t, "it has arrived", func() bool { return !h.idle[0].quiet() })
			}
			mustAsk(t, u)
			if n := server.connections(); n != 2 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

func TestNoDirectRequestGoesOnAConnectionFromBeforeTheSleep(t *testing.T) {
	server := serve(t, false, answerFine)
	r := newRoute(func() *http.Transport { return newTransport(way{proxy: "none", firstByte: time.Minute}) })
	t.Cleanup(r.closeIdle)
	stay := func(last surroundings) surroundings { return last }
	r.look = stay
	u := at(t, server.url, r)
	mustAsk(t, u)
	mustAsk(t, u)
	r.look = func(last surroundings) surroundings { last.wall = last.wall.Add(time.Hour); return last }
	mustAsk(t, u)
	r.look = stay
	mustAsk(t, u)
	if n := server.connections(); n != 2 {
		t.Errorf("%d connections", n)
	}
	poll(t, "the old one is closed", func() bool { return server.leftOpen() == 1 })
}

// TestAProxyIsNotGoneAround: who has a proxy has a reason.
func TestAProxyIsNotGoneAround(t *testing.T) {
	server, proxy := serve(t, false, answerFine), serve(t, false, answerFine)
	ours := newDirect(newTransport(way{proxy: proxy.url, firstByte: time.Minute}))
	t.Cleanup(ours.CloseIdleConnections)
	mustAsk(t, at(t, server.url, ours))
	if server.connections() != 0 || proxy.connections() != 1 {
		t.Errorf("%d connections to the server, %d to the proxy", server.connections(), proxy.connections())
	}
}
