package catalog

import (
	"context"
	"slices"
	"time"
)

// pressed is how soon a person may ask for the lists again: whoever presses a
// button five times wants one answer, and providers count requests.
const pressed = 2 * time.Second

// Refresh fetches all lists, fresh ones too, and waits until they are there or
// ctx ends. What it brought is told by Health.
func (c *Catalog) Refresh(ctx context.Context) {
	c.mu.Lock()
	var waits []chan struct{}
	for _, l := range c.lists {
		if l.pending == nil && time.Since(l.asked) > pressed {
			asked := l.asked
			l.asked = time.Time{} // due
			c.refresh(l)
			l.asked = asked
		}
		if l.pending != nil {
			waits = append(waits, l.pending)
		}
	}
	c.mu.Unlock()
	wait(ctx, waits)
}

// Current gives what List gives without ever waiting; nothing while nothing is known.
func (c *Catalog) Current() []Model {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.index().all)
}
