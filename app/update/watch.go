package update

import (
	"context"
	"math/rand/v2"
	"time"

	"keyport/assets"
)

const (
	firstCheck = 5 * time.Minute // after a start, and at most twice as much: a start has other things to do
	week       = 7 * 24 * time.Hour
	day        = 24 * time.Hour // after a failure
	// nap is how long a timer is trusted: it stands still while the computer sleeps.
	nap = 6 * time.Hour
)

// Switch says whether the person wants the site to be asked once a week.
func (c *Checker) Switch(on bool) {
	c.mu.Lock()
	changed := c.on != on
	c.on = on
	c.mu.Unlock()
	if changed {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// Run asks the site once a week while that is wanted, until ctx ends; a check
// that fails is made again the next day. Without the wish, and in a copy that is no
// release, it waits for nothing and costs nothing.
func (c *Checker) Run(ctx context.Context) {
	own, ok := assets.ParseVersion(c.opts.Version)
	if !ok || !own.Release() || c.opts.Source.IsZero() {
		return
	}
	var due time.Time
	for ctx.Err() == nil {
		c.mu.Lock()
		on := c.on
		c.mu.Unlock()
		if !on {
			due = time.Time{}
		} else if due.IsZero() || !c.still(due) {
			due = c.due()
		}
		var clock <-chan time.Time
		if on {
			left := due.Sub(c.now().Round(0)) // the wall clock, which goes on while the computer sleeps
			clock = time.After(min(max(left, 0), nap))
		}
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
			due = time.Time{}
			continue
		case <-clock:
		}
		if c.now().Round(0).Before(due) {
			continue
		}
		if err := c.Check(ctx); err != nil && ctx.Err() == nil {
			c.opts.Log.Warn().Err(err).Msg("looking for a newer version has failed; it is tried again tomorrow")
		}
		due = time.Time{}
	}
}

// still reports whether a time that due gave is one that it may give now. It is
// none any more when the clock ran ahead and was put right: until that time comes
// it may be years.
func (c *Checker) still(due time.Time) bool {
	return due.Sub(c.now().Round(0)) <= max(week+day, 2*c.opts.First)
}

// due is when the next check is due. A part of it is chance, so that not all
// copies ask at the same second, nor one at the same hour every week.
func (c *Checker) due() time.Time {
	c.mu.Lock()
	tried, failed := c.state.Tried, c.state.Failed
	c.mu.Unlock()
	now := c.now().Round(0)
	first := now.Add(c.opts.First + rand.N(c.opts.First))
	if tried.IsZero() || tried.After(now) { // never, or the clock was wrong
		return first
	}
	next := tried.Add(week + rand.N(day))
	if failed {
		next = tried.Add(day + rand.N(day/4))
	}
	if next.Before(first) {
		return first
	}
	return next
}
