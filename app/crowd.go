package app

import (
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
	conns map[net.Conn]*visitor
	fresh line // no request yet
	idle  line // between two requests
}

// visitor is a connection. It is linked into its line itself: it changes twice with
// each request, and a list of its own would allocate for that.
type visitor struct {
	conn       net.Conn
	since      time.Time // it came
	in         *line     // nil for those with a request
	prev, next *visitor
}

// line is who waits, oldest first.
type line struct {
	first, last *visitor
	n           int
}

func (l *line) push(v *visitor) {
	v.in, v.prev, v.next = l, l.last, nil
	if v.prev != nil {
		v.prev.next = v
	} else {
		l.first = v
	}
	l.last = v
	l.n++
}

// leave takes a connection out of its line.
func (v *visitor) leave() {
	l := v.in
	if l == nil {
		return
	}
	if v.prev != nil {
		v.prev.next = v.next
	} else {
		l.first = v.next
	}
	if v.next != nil {
		v.next.prev = v.prev
	} else {
		l.last = v.prev
	}
	l.n--
	v.in = nil
}

func newCrowd() *crowd {
	return &crowd{many: manyConns, wait: waitConns, promptly: promptly, conns: map[net.Conn]*visitor{}}
}

// watch is an http.Server's ConnState. StateActive comes only when the header
// of a request is complete.
func (c *crowd) watch(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.conns[conn]
	if v == nil {
		if state != http.StateNew {
			return // closed by shed
		}
		v = &visitor{conn: conn, since: time.Now()}
		c.conns[conn] = v
	}
	v.leave()
	switch state {
	case http.StateNew:
		c.fresh.push(v)
		c.shed()
	case http.StateIdle:
		c.idle.push(v)
		c.shed()
	case http.StateActive:
	default:
		delete(c.conns, conn)
	}
}

// shed closes who has waited longest while there are too many.
func (c *crowd) shed() {
	for len(c.conns) > c.many && c.fresh.n+c.idle.n > c.wait {
		v := c.fresh.first
		if c.idle.n > 0 && (v == nil || time.Since(v.since) < c.promptly) {
			v = c.idle.first
		}
		v.leave()
		delete(c.conns, v.conn)
		_ = v.conn.Close()
	}
}
