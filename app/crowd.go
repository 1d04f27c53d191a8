package app

import (
	"container/list"
	"net"
	"net/http"
	"sync"
	"time"
)

// The bounds of open connections. Each costs a goroutine and some KiB, and the
// system gives a program only so many; requests in flight can be 1000.
const (
	manyConns = 2048 // from here on those that wait are closed,
	waitConns = 64   // but so many may always wait, whatever the others do
	// promptly is how long a program takes to send the header of its first
	// request. Who is slower is closed before connections that are kept for reuse.
	promptly = time.Second
)

// crowd closes connections when there are too many. A plain limit on accepted
// connections would let a program that opens them and says nothing, or a byte
// now and then (Slowloris), lock everybody else out; so it is the ones that have
// waited longest without a complete request that have to go. A connection with
// a request on it is never closed.
type crowd struct {
	many, wait int
	promptly   time.Duration

	mu    sync.Mutex
	conns map[net.Conn]*list.Element // nil for those with a request
	fresh list.List                  // of waiting: no request yet, oldest first
	idle  list.List                  // of waiting: between two requests, oldest first
}

type waiting struct {
	conn  net.Conn
	since time.Time
}

func newCrowd() *crowd {
	return &crowd{many: manyConns, wait: waitConns, promptly: promptly, conns: map[net.Conn]*list.Element{}}
}

// watch is an http.Server's ConnState. StateActive comes only when the header
// of a request is complete.
func (c *crowd) watch(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	place, known := c.conns[conn]
	if !known && state != http.StateNew {
		return // closed by shed
	}
	c.leave(place)
	switch state {
	case http.StateNew:
		c.conns[conn] = c.fresh.PushBack(waiting{conn, time.Now()})
		c.shed()
	case http.StateIdle:
		c.conns[conn] = c.idle.PushBack(waiting{conn, time.Now()})
		c.shed()
	case http.StateActive:
		c.conns[conn] = nil
	default:
		delete(c.conns, conn)
	}
}

// leave takes a connection out of its line.
func (c *crowd) leave(place *list.Element) {
	if place != nil {
		c.fresh.Remove(place)
		c.idle.Remove(place) // of the two lists the one that has it
	}
}

// shed closes who has waited longest while there are too many.
func (c *crowd) shed() {
	for len(c.conns) > c.many && c.fresh.Len()+c.idle.Len() > c.wait {
		line := &c.fresh
		if c.idle.Len() > 0 && (c.fresh.Len() == 0 || time.Since(c.fresh.Front().Value.(waiting).since) < c.promptly) {
			line = &c.idle
		}
		conn := line.Remove(line.Front()).(waiting).conn
		delete(c.conns, conn)
		_ = conn.Close()
	}
}
