package proxy

import (
	"net/http"
	"time"
)

// piece is how much of an answer has to go out within one deadline. A client
// that takes that much in time is slow, not stalled: the default asks for about
// 300 bytes a second, once the buffers of both sides, some MiB, are full.
const piece = 32 << 10

// steadyWriter gives every piece of an answer a deadline of its own, and the
// whole of it none. A client that stops reading and keeps its connection (a
// program that was stopped, a laptop's dead tunnel, malice) would otherwise hold
// the answer, its place among the requests in flight and the upstream's
// connection for ever. A debugger's pause is no such case until the buffers are
// full: that takes minutes of a model's talking, and then the deadline begins.
//
// A deadline that passes while nothing is written cuts nothing.
type steadyWriter struct {
	http.ResponseWriter
	conn  *http.ResponseController
	pause time.Duration

	written int64
	tap     Tap // nil: nobody records
}

func newSteadyWriter(w http.ResponseWriter, pause time.Duration) *steadyWriter {
	return &steadyWriter{ResponseWriter: w, conn: http.NewResponseController(w), pause: pause}
}

func (w *steadyWriter) arm() {
	_ = w.conn.SetWriteDeadline(time.Now().Add(w.pause)) // not supported: no connection to hold
}

func (w *steadyWriter) Write(p []byte) (int, error) {
	for done := 0; ; {
		w.arm()
		n, err := w.ResponseWriter.Write(p[done:min(len(p), done+piece)])
		if done += n; err != nil || done == len(p) {
			w.written += int64(done)
			if w.tap != nil {
				w.tap.Answer(p[:done])
			}
			return done, err
		}
	}
}

// FlushError is what http.ResponseController calls.
func (w *steadyWriter) FlushError() error {
	w.arm()
	return w.conn.Flush()
}

// Unwrap leaves the rest to the writer of net/http.
func (w *steadyWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
