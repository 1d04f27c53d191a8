package proxy

import (
	"io"
	"sync"
	"sync/atomic"
	"time"

	"keyport/proxy/upstream"
)

// idleWatch gives a request up whose answer stands still. Like the keep-alive
// it is one timer that is not reset by every read.
type idleWatch struct {
	last  atomic.Int64 // nanoseconds since start
	begun time.Time

	mu    sync.Mutex
	timer *time.Timer
	over  bool
}

// start calls giveUp once, when nothing was touched for limit.
func (w *idleWatch) start(limit time.Duration, giveUp func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun = time.Now()
	w.timer = time.AfterFunc(limit, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		silent := time.Since(w.begun) - time.Duration(w.last.Load())
		switch {
		case w.over:
		case silent < limit:
			w.timer.Reset(limit - silent)
		default:
			giveUp()
		}
	})
}

func (w *idleWatch) touch() { w.last.Store(int64(time.Since(w.begun))) }

// stop ends the watch. When it returns, giveUp will not be called any more.
func (w *idleWatch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	w.timer.Stop()
}

// giveUp cancels the upstream. Where the client is what stands still, the
// deadline of the write ends it.
func (a *reply) giveUp() { a.cancel(upstream.ErrIdle) }

// touching tells the watch of every read.
type touching struct {
	r    io.Reader
	idle *idleWatch
}

func (t touching) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.idle.touch()
	return n, err
}
