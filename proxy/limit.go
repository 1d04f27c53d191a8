package proxy

import (
	"container/list"
	"context"
	"net/http"
	"sync"
	"time"

	"keyport/proxy/dialect"
)

// limiter bounds the requests that reach the upstreams at once. Those that
// wait are let in in order. The zero limiter lets nothing in until resized.
type limiter struct {
	mu      sync.Mutex
	size    int
	running int
	waiting list.List // of chan struct{}
}

func (l *limiter) resize(size int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.size = size
	l.admit()
}

// admit lets in who may. The caller holds mu.
func (l *limiter) admit() {
	for l.running < l.size && l.waiting.Len() > 0 {
		l.running++
		close(l.waiting.Remove(l.waiting.Front()).(chan struct{}))
	}
}

// acquire waits in line for at most patience. Every nil return is owed a release.
func (l *limiter) acquire(ctx context.Context, patience time.Duration) *dialect.Error {
	l.mu.Lock()
	if l.running < l.size && l.waiting.Len() == 0 {
		l.running++
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	place := l.waiting.PushBack(turn)
	l.mu.Unlock()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-turn:
		return nil
	case <-timer.C:
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-turn: // let in at the same moment: use it
		return nil
	default:
	}
	l.waiting.Remove(place)
	if ctx.Err() != nil {
		return &dialect.Error{Status: 499, Code: "client_closed_request", Message: "The app closed the connection."}
	}
	return &dialect.Error{Status: http.StatusTooManyRequests, Code: "too_many_requests", RetryAfter: 5 * time.Second, Message: "Too many requests are running at once. Wait a moment, or raise limits.in_flight in the settings."}
}

func (l *limiter) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	l.admit()
}
