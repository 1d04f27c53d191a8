package proxy

import (
	"io"
	"net/http"
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
	done  func() // undoes what fire did
	over  bool
}

// start calls giveUp once, when nothing was touched for limit. What giveUp
// returns is called by stop.
func (w *idleWatch) start(limit time.Duration, giveUp func() (undo func())) {
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
			w.done = giveUp()
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
	if w.done != nil {
		w.done()
	}
}

// giveUp cancels the upstream. An answer may also stand still because the
// client reads nothing: then a write is stuck, which no context ends, and the
// place among the requests in flight with it.
func (a *reply) giveUp() (undo func()) {
	a.cancel(upstream.ErrIdle)
	client := http.NewResponseController(a.x.w)
	_ = client.SetWriteDeadline(time.Now().Add(a.x.h.stalled))
	return func() { _ = client.SetWriteDeadline(time.Time{}) } // the connection may serve the next request
}

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
