package app

import (
	"context"
	"sync"
)

// group owns the goroutines of a running Keyport: it starts them, tells them to
// end by its context, and waits for them. It takes no new ones once it waits.
type group struct {
	guard  func(fn func()) // runs each of them
	ctx    context.Context
	cancel context.CancelCauseFunc

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

func newGroup(guard func(fn func())) *group {
	g := &group{guard: guard}
	g.ctx, g.cancel = context.WithCancelCause(context.Background())
	return g
}

// run starts fn with the group's context; false when the group has ended.
func (g *group) run(fn func(ctx context.Context)) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.wg.Go(func() { g.guard(func() { fn(g.ctx) }) })
	return true
}

// end cancels the context, with the reason, and waits for everything started.
func (g *group) end(reason error) {
	g.cancel(reason)
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.wg.Wait()
}
