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

// stop ends the watch, if one was started. When it returns, giveUp will not be
// called any more. It is true when nobody will even look at the watch.
func (w *idleWatch) stop() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	return w.timer == nil || w.timer.Stop()
}

// watched is the body of an answer that may be given up, and tells the watch of
// every read. The upstream is left by closing it; a context of our own around
// that of the client would say the same, for six allocations a request.
type watched struct {
	io.ReadCloser
	a *reply
}

// Read implements io.Reader; the error of an answer that was given up is upstream.ErrIdle.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.a.idle.touch()
	if err != nil && err != io.EOF && w.a.gaveUp.Load() {
		err = upstream.ErrIdle
	}
	return n, err
}

// watch gives the answer up when it stands still for too long, until a.idle.stop,
// or is cancelled. Where the client is what stands still, the deadline of the
// write ends it. An answer that came in one piece cannot stand still, and is
// spared five allocations.
func (a *reply) watch(resp *http.Response) {
	if body, ok := resp.Body.(interface{ Whole() bool }); ok && body.Whole() {
		return
	}
	body := resp.Body
	a.soon = upstream.Ready(body)
	resp.Body = &watched{body, a}
	giveUp := func() {
		a.gaveUp.Store(true)
		_ = body.Close()
	}
	a.idle.start(a.x.snap.idleTimeout(a.out.to), giveUp)
	a.x.live.reach(giveUp)
}
