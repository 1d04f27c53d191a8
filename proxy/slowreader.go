package proxy

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// piece is how much of an answer has to go out within one deadline. A client
// that takes that much in time is slow, not stalled: the default asks for about
// 600 bytes a second, once the buffers of both sides, some MiB, are full.
const piece = largeBuffer

// steadyWriter gives every piece of an answer a deadline of its own, of 7/8 of
// pause or more, and the whole of it none. A client that stops reading and keeps
// its connection (a program that was stopped, a laptop's dead tunnel, malice) would
// otherwise hold the answer, its place among the requests in flight and the
// upstream's connection for ever. A debugger's pause is no such case until the buffers are
// full: that takes minutes of a model's talking, and then the deadline begins.
//
// A deadline that passes while nothing is written cuts nothing.
type steadyWriter struct {
	http.ResponseWriter
	conn  http.ResponseController
	pause time.Duration
	due   time.Time // the deadline

	ctx     context.Context // of the request: it knows the connection
	written int64
	tap     Tap // nil: nobody records
}

func newSteadyWriter(w http.ResponseWriter, r *http.Request, pause time.Duration) steadyWriter {
	return steadyWriter{ResponseWriter: w, conn: *http.NewResponseController(w), ctx: r.Context(), pause: pause}
}

// arm moves the deadline on, when a part of it has passed: to do so for every
// event would cost as much as the event does otherwise.
func (w *steadyWriter) arm() {
	if now := time.Now(); w.due.Sub(now) < w.pause-w.pause/moment {
		w.due = now.Add(w.pause)
		_ = w.conn.SetWriteDeadline(w.due) // not supported: no connection to hold
	}
}

func (w *steadyWriter) Write(p []byte) (int, error) {
	for done := 0; ; {
		n, err := w.write(p[done:min(len(p), done+piece)])
		if done += n; err != nil || done == len(p) {
			return done, err
		}
	}
}

// write is Write for one piece.
func (w *steadyWriter) write(p []byte) (int, error) {
	w.arm()
	n, err := w.ResponseWriter.Write(p)
	w.written += int64(n)
	if w.tap != nil {
		w.tap.Answer(p[:n])
	}
	return n, err
}

// fits is what net/http writes with one system call, in bytes: half of its
// buffer, into which the headers have to go as well.
const fits = 2 << 10

// WriteFlush is Write and FlushError, with one system call for every piece where
// the connection can do that (Gather).
func (w *steadyWriter) WriteFlush(p []byte) error {
	var c *gathered
	if len(p) > fits {
		c, _ = w.ctx.Value(connKey{}).(*gathered)
	}
	for {
		now := p[:min(len(p), piece)]
		if err := w.writeFlush(now, c); err != nil {
			return err
		}
		if p = p[len(now):]; len(p) == 0 {
			return nil
		}
	}
}

func (w *steadyWriter) writeFlush(p []byte, c *gathered) error {
	if c != nil {
		c.hold()
	}
	_, err := w.write(p)
	if err == nil {
		err = w.conn.Flush()
	}
	if c != nil {
		err = errors.Join(err, c.release())
	}
	return err
}

// FlushError is what http.ResponseController calls.
func (w *steadyWriter) FlushError() error {
	w.arm()
	return w.conn.Flush()
}

// Unwrap leaves the rest to the writer of net/http.
func (w *steadyWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
