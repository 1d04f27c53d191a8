package app

import (
	"context"
	"reflect"
	"sync"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

const (
	// settleStatus is how long changes are gathered before the waiting are told:
	// a busy agent starts and ends dozens of requests a second.
	settleStatus = 100 * time.Millisecond
	// longestWait is how long WaitStatus waits for a change.
	longestWait = 25 * time.Second
)

// hub numbers the states of the program and wakes those who wait for a new one.
type hub struct {
	compute func() control.Status // the state now, Version left out

	mu      sync.Mutex
	last    control.Status
	changed chan struct{} // closed at the next new version

	wake chan struct{}
}

func newHub(compute func() control.Status) *hub {
	return &hub{compute: compute, changed: make(chan struct{}), wake: make(chan struct{}, 1)}
}

// touch says that something may have changed. It never blocks, so the request path may call it.
func (h *hub) touch() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// current gives the state now, under a new version if it differs from the last.
func (h *hub) current() (control.Status, chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.compute()
	now.Version = h.last.Version
	if h.last.Version == 0 || !reflect.DeepEqual(now, h.last) {
		now.Version++
		h.last = now
		close(h.changed)
		h.changed = make(chan struct{})
	}
	return now, h.changed
}

// run wakes the waiting until ctx ends.
func (h *hub) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		}
		h.current()
		select {
		case <-ctx.Done():
			return
		case <-time.After(settleStatus):
		}
	}
}

// wait returns as soon as the version differs from seen.
func (h *hub) wait(ctx context.Context, seen uint64) (control.Status, error) {
	timeout := time.NewTimer(longestWait)
	defer timeout.Stop()
	for {
		now, changed := h.current()
		if now.Version != seen {
			return now, nil
		}
		select {
		case <-changed:
		case <-timeout.C:
			return now, nil
		case <-ctx.Done():
			return now, &control.Error{Code: control.CodeInternal, Message: assets.T("errors.late"), Cause: ctx.Err()}
		}
	}
}
