package proxy

import (
	"io"
	"net/http"
	"sync"
	"time"

	"keyport/proxy/dialect"
)

// slowBody reads a request's body and gives it up when nothing of it comes for
// pause. A client that promises a body and sends none would otherwise hold its
// connection for ever (Slowloris), and with a form a place among the requests
// in flight and a connection to the upstream, too. A slow body is no stalled one.
//
// The deadline is the connection's, and the connection is read on behind the
// body: net/http waits there for a client that leaves, and then for the next
// request. It lifts the deadline itself when it reads the body's end, so from
// that end on none may be set: it would end a long answer as if the client had
// left.
type slowBody struct {
	io.Reader
	conn  http.ResponseController
	pause time.Duration

	reading sync.Mutex // held by the one Read at a time; the transport has a goroutine of its own for it

	mu    sync.Mutex
	until time.Time // the deadline of the last Read
	err   error     // what ended the body: io.EOF when it is whole
	over  bool      // the handler has ended
	left  bool      // see leave
}

// longAgo is the deadline of a Read that is to end now.
var longAgo = time.Unix(1, 0)

// watch begins to read r's body, which from now on is to be read here only. The
// caller defers end.
func (b *slowBody) watch(w http.ResponseWriter, r *http.Request, pause time.Duration) {
	b.Reader, b.conn, b.pause = r.Body, *http.NewResponseController(w), pause
	if r.Body == nil || r.Body == http.NoBody {
		b.Reader, b.err = http.NoBody, io.EOF
		return
	}
	_ = b.arm() // also for what is refused unread: net/http reads the rest before it answers
}

// arm sets the deadline of a Read, or tells why there is nothing left to read. One
// that was set a moment ago will do: most bodies are here before they are asked for.
func (b *slowBody) arm() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil && (b.over || b.left) {
		return http.ErrBodyReadAfterClose
	}
	if now := time.Now(); b.err == nil && b.until.Sub(now) < b.pause-b.pause/moment {
		b.until = now.Add(b.pause)
		_ = b.conn.SetReadDeadline(b.until) // not supported: no connection to hold
	}
	return b.err
}

// moment is the part of a deadline's time within which it need not be set again.
// Each time costs a fifth of a microsecond.
const moment = 8

func (b *slowBody) Read(p []byte) (int, error) {
	b.reading.Lock()
	defer b.reading.Unlock()
	if err := b.arm(); err != nil {
		return 0, err
	}
	n, err := b.Reader.Read(p)
	if err != nil {
		b.mu.Lock()
		if b.err = err; b.left { // at the end of the body net/http has lifted the deadline of leave
			_ = b.conn.SetReadDeadline(longAgo)
		}
		b.mu.Unlock()
	}
	return n, err
}

// whole reports whether the body was read to its end.
func (b *slowBody) whole() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err == io.EOF
}

// stalled reports whether the body is why the request's context was cancelled:
// net/http cancels it before the Read that took too long has returned.
func (b *slowBody) stalled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err != io.EOF && !b.until.IsZero() && !time.Now().Before(b.until)
}

// end bounds what net/http still reads of a body that was not read to its end.
// It lifts the deadline of a Read that the transport has not come back from, so
// that Read is ended first. A body that has stalled gets no second chance.
func (b *slowBody) end() {
	stalled := b.stalled()
	b.mu.Lock()
	b.over = true
	whole, left := b.err == io.EOF, b.left
	if !whole {
		_ = b.conn.SetReadDeadline(longAgo)
	}
	b.mu.Unlock()
	if whole || stalled || left {
		return
	}
	b.reading.Lock()
	defer b.reading.Unlock()
	_ = b.conn.SetReadDeadline(time.Now().Add(b.pause))
}

func bodyTooSlow() *dialect.Error {
	return &dialect.Error{Status: http.StatusRequestTimeout, Code: "body_too_slow", Message: "The app stopped in the middle of its request. Send it again."}
}
