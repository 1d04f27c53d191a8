package proxy

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"keyport/proxy/dialect"
)

// live is a running request as others see it. The request's own goroutine
// writes its record without a lock and shows a copy here when there is news:
// four times in its life, never for an event.
type live struct {
	prev, next *live // in lives

	mu   sync.Mutex
	seen Record
	stop func() // see reach; may be nil

	listed    bool // the request's own
	body      *slowBody
	cancelled atomic.Bool
}

// lives are the requests that run, the oldest first.
type lives struct {
	mu          sync.Mutex
	first, last *live
}

func (l *lives) add(v *live) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if v.prev = l.last; v.prev != nil {
		v.prev.next = v
	} else {
		l.first = v
	}
	l.last = v
}

func (l *lives) remove(v *live) {
	l.mu.Lock()
	defer l.mu.Unlock()
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
	v.prev, v.next = nil, nil
}

// Live lists the requests that run and have passed the gates, the oldest first,
// as far as it is known what they are. Took is the time since they began.
func (h *Handler) Live() []Record {
	h.lives.mu.Lock()
	defer h.lives.mu.Unlock()
	var all []Record
	for v := h.lives.first; v != nil; v = v.next {
		v.mu.Lock()
		r := v.seen
		v.mu.Unlock()
		r.Took = time.Since(r.Start)
		all = append(all, r)
	}
	return all
}

// Cancel ends a running request: its upstream is left, and its app is told so
// by an error in its dialect. It is false when the request does not run any more.
func (h *Handler) Cancel(id uint64) bool {
	v := h.lives.leave(id)
	if v == nil {
		return false
	}
	v.mu.Lock()
	stop := v.stop
	v.mu.Unlock()
	if stop != nil {
		stop() // without the lock of the list: HTTP/2 may wait for its connection
	}
	return true
}

// leave cancels the request with that number as far as its connection can, and
// gives it, or nil.
func (l *lives) leave(id uint64) *live {
	l.mu.Lock() // also keeps the request from ending, and its connection from serving the next one
	defer l.mu.Unlock()
	for v := l.first; v != nil; v = v.next {
		v.mu.Lock()
		found := v.seen.ID == id
		v.mu.Unlock()
		if found {
			v.cancelled.Store(true)
			v.body.leave()
			return v
		}
	}
	return nil
}

// reach gives Cancel a way to end the request where nobody reads its connection
// and what leave does goes unnoticed: an upload that its upstream does not take,
// an app that sent something behind its request, and be it a line end (which
// ends as soon as its answer begins). stop may be called at any time, from any
// goroutine, behind the end of the request too.
func (v *live) reach(stop func()) {
	v.mu.Lock()
	v.stop = stop
	v.mu.Unlock()
	if v.cancelled.Load() {
		stop()
	}
}

// enlist makes the request one of those that run.
func (x *exchange) enlist() {
	x.live.body = &x.body
	x.record.Client, x.record.Way, x.record.Dialect = x.clientName(), x.way(), string(x.Dialect)
	x.live.seen = x.record
	x.h.lives.add(&x.live)
	x.live.listed = true
	x.progress()
}

// tell lets others see how far the request has come.
func (x *exchange) tell() {
	x.live.mu.Lock()
	x.live.seen = x.record
	x.live.mu.Unlock()
	x.progress()
}

func (x *exchange) progress() {
	if x.snap.Progress != nil {
		x.snap.Progress()
	}
}

// way is how the app came in.
func (x *exchange) way() string {
	switch {
	case x.snap.Access == AccessPassthrough:
		return WayPassthrough
	case x.Mount.Private:
		return WayAddress
	case x.Client >= 0:
		return WayPassword
	case x.snap.Access == AccessOpen:
		return WayOpen
	}
	return ""
}

// CodeCancelledHere is the code of a request that Handler.Cancel ended.
const CodeCancelledHere = "cancelled_in_keyport"

// meant is e, unless it says that the client left and Cancel made it look so.
func (x *exchange) meant(e *dialect.Error) *dialect.Error {
	if !x.live.cancelled.Load() {
		return e
	}
	return &dialect.Error{Status: http.StatusServiceUnavailable, Code: CodeCancelledHere, Message: "This request was cancelled in Keyport.", Cause: e}
}

// lastWords is how long a client may take for the error of a cancelled request.
const lastWords = 5 * time.Second

// leave makes net/http believe that the client has gone: that is what cancels a
// request's context without a context of our own around it, which would cost
// every request six allocations. net/http reads the connection on behind the
// body for exactly that, and takes a deadline for a broken connection; the
// answer can still be written. The caller sees to it that the handler has not ended.
func (b *slowBody) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = true
	_ = b.conn.SetReadDeadline(longAgo)
	_ = b.conn.SetWriteDeadline(time.Now().Add(lastWords)) // a client that reads nothing
}
