package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

// crowded is a server that bounds its connections. GET /held waits for release.
type crowded struct {
	*crowd
	t       *testing.T
	addr    string
	release chan struct{}
}

func serveCrowd(t *testing.T, many, wait int, promptly time.Duration) *crowded {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &crowded{crowd: newCrowd(), t: t, addr: l.Addr().String(), release: make(chan struct{})}
	c.many, c.wait, c.promptly = many, wait, promptly
	server := &http.Server{ConnState: c.watch, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/held" {
			<-c.release
		}
		_, _ = io.WriteString(w, "answer")
	})}
	left := make(chan struct{})
	go func() {
		defer close(left)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-left
		c.settle("all are gone", func() bool { return len(c.conns) == 0 && c.fresh.n+c.idle.n == 0 })
	})
	return c
}

// settle waits until the server has come so far.
func (c *crowded) settle(what string, ok func() bool) {
	c.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		c.mu.Lock()
		done := ok()
		c.mu.Unlock()
		if done {
			return
		}
		if time.Now().After(end) {
			c.t.Fatalf("it did not come so far: %s", what)
		}
	}
}

// one is a connection to it.
type one struct {
	net.Conn
	r *bufio.Reader
	t *testing.T
}

func (c *crowded) dial() *one {
	c.t.Helper()
	c.mu.Lock()
	newest := c.fresh.last
	c.mu.Unlock()
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	c.settle("the connection is seen", func() bool { return c.fresh.last != nil && c.fresh.last != newest })
	return &one{conn, bufio.NewReader(conn), c.t}
}

func (o *one) ask(path string) { _, _ = fmt.Fprintf(o, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path) }

func (o *one) answered(who string) {
	o.t.Helper()
	resp, err := http.ReadResponse(o.r, nil)
	if err != nil {
		o.t.Fatalf("%s was not answered: %v", who, err)
	}
	if text, err := io.ReadAll(resp.Body); err != nil || string(text) != "answer" {
		o.t.Errorf("%s got %q, %v", who, text, err)
	}
}

func (o *one) closed(who string) {
	o.t.Helper()
	if _, err := o.r.ReadByte(); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		o.t.Errorf("%s is still open: %v", who, err)
	}
}

// dribblers are n connections that have sent one byte, in their order.
func (c *crowded) dribblers(n int) (all []*one) {
	for range n {
		o := c.dial()
		_, _ = io.WriteString(o, "G")
		all = append(all, o)
	}
	return all
}

func (c *crowded) idlers(n int) (all []*one) {
	for range n {
		o := c.dial()
		c.mu.Lock()
		before := c.idle.n
		c.mu.Unlock()
		o.ask("/")
		o.answered("who becomes idle")
		c.settle("it is idle", func() bool { return c.idle.n > before })
		all = append(all, o)
	}
	return all
}

func (c *crowded) held(n int) (all []*one) {
	for range n {
		o := c.dial()
		o.ask("/held")
		all = append(all, o)
		c.settle("it has a request", func() bool { return c.fresh.n == 0 })
	}
	return all
}

// Whoever says nothing, or a byte now and then, must not lock others out.
func TestTooManyConnectionsCloseWhoWaitedLongest(t *testing.T) {
	c := serveCrowd(t, 10, 3, 0)
	slow := c.dribblers(10)
	for i := range 5 {
		o := c.dial()
		slow[i].closed("the slowest")
		o.ask("/")
		o.answered("a newcomer")
	}
	_, _ = io.WriteString(slow[5], "ET / HTTP/1.1\r\nHost: x\r\n\r\n")
	slow[5].answered("a slow one that there was room for")
}

func TestConnectionsKeptForReuseOutlastSlowOnes(t *testing.T) {
	c := serveCrowd(t, 10, 3, 0)
	kept := c.idlers(2)
	slow := c.dribblers(8)
	c.dial()
	slow[0].closed("the slowest")
	for _, o := range kept {
		o.ask("/")
		o.answered("a connection kept for reuse")
	}
}

// Idle connections may be what crowds others out, too: somebody who has just
// come is given the time to say what he wants.
func TestNewcomersOutlastIdleConnections(t *testing.T) {
	c := serveCrowd(t, 10, 3, time.Hour)
	kept := c.idlers(10)
	for i := range 5 {
		o := c.dial()
		kept[i].closed("the longest idle")
		o.ask("/")
		o.answered("a newcomer")
	}
	kept[9].ask("/")
	kept[9].answered("one that there was room for")
}

func TestConnectionsWithARequestAreNeverClosed(t *testing.T) {
	c := serveCrowd(t, 10, 3, 0)
	held := c.held(20) // a request in flight counts, but none is too many
	slow := c.dribblers(3)
	o := c.dial()
	slow[0].closed("the slowest")
	o.ask("/")
	o.answered("a newcomer")
	close(c.release)
	for _, h := range held {
		h.answered("a request in flight")
	}
}
