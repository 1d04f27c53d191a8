package tray

import (
	"time"

	"keyport/app/control"
	"keyport/assets"
)

const (
	// between is the least time between two changes of what is shown. Panels
	// redraw their whole tray for each, and a flickering icon draws the eye.
	between = time.Second
	// settle is how long requests must run before the icon says so, so that short calls do not flicker.
	settle = 300 * time.Millisecond
)

// pace decides when a new state is shown. It has no clock and no goroutine.
type pace struct {
	status  control.Status
	known   bool      // a status has come
	since   time.Time // when requests began to run; zero while none does
	shown   look
	shownAt time.Time // zero before the first state, which need not wait for its second
}

// take notes a new state.
func (p *pace) take(s control.Status, now time.Time) {
	if Icon(s) != assets.Working {
		p.since = time.Time{}
	} else if p.since.IsZero() {
		p.since = now
	}
	p.status, p.known = s, true
}

// next gives the look to show now, if there is one, or after how long to ask
// again; zero means not before the next state.
func (p *pace) next(now time.Time) (l look, show bool, wait time.Duration) {
	if !p.known {
		return look{}, false, 0
	}
	if !p.since.IsZero() {
		if wait = p.since.Add(settle).Sub(now); wait > 0 {
			return look{}, false, wait
		}
	}
	l = lookOf(p.status, now)
	if l.same(p.shown) {
		return look{}, false, 0
	}
	if !p.shownAt.IsZero() {
		if wait = p.shownAt.Add(between).Sub(now); wait > 0 {
			return look{}, false, wait
		}
	}
	p.shown, p.shownAt = l, now
	return l, true, 0
}
