package kit

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// How long a call may take before the person is told that nothing came back.
const (
	QuickCall    = 10 * time.Second // Keyport answers by itself
	KeychainCall = 60 * time.Second // the desktop may be asking for the keychain's password meanwhile
	CheckCall    = 60 * time.Second // a provider is asked
)

// Calls runs every request to Keyport beside the user interface and brings its
// result back to it. It owns those goroutines: Stop ends and awaits them.
type Calls struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	// ui runs a function on the goroutine that may touch widgets: fyne.Do, or a queue in tests.
	ui      func(func())
	pending atomic.Int64                // calls whose done has not run yet
	after   func(time.Duration, func()) // by the clock, or in tests when the test says so
}

// NewCalls gives calls whose results ui takes to the user interface's
// goroutine: fyne.Do, or a queue in tests.
func NewCalls(ui func(func())) *Calls {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Calls{ctx: ctx, cancel: cancel, ui: ui}
	c.after = c.byClock
	return c
}

// Request runs work on its own goroutine and done on the user interface's. Only
// the user interface may call it. After Stop, done is not called any more.
func Request[T any](c *Calls, limit time.Duration, work func(context.Context) (T, error), done func(T, error)) {
	c.pending.Add(1)
	c.Serve(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		result, err := work(ctx)
		c.Post(func() { done(result, err) }, func() { c.pending.Add(-1) })
	})
}

// Run is Request for work that gives nothing but an error.
func (c *Calls) Run(limit time.Duration, work func(context.Context) error, done func(error)) {
	Request(c, limit,
		func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) },
		func(_ struct{}, err error) { done(err) })
}

// Post runs do on the user interface's goroutine, unless the window has ended;
// always, when given, runs in any case. Fyne runs what comes after its end on
// the caller's goroutine, where no widget must be touched.
func (c *Calls) Post(do func(), always ...func()) {
	c.ui(func() {
		if c.ctx.Err() == nil {
			do()
		}
		for _, f := range always {
			f()
		}
	})
}

// Serve runs f on a goroutine that Stop awaits.
func (c *Calls) Serve(f func(context.Context)) {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		f(c.ctx)
	}()
}

// After runs do on the user interface's goroutine when d has passed, unless the window has ended.
func (c *Calls) After(d time.Duration, do func()) { c.after(d, do) }

func (c *Calls) byClock(d time.Duration, do func()) {
	c.Serve(func(ctx context.Context) {
		Rest(ctx, d)
		c.Post(do)
	})
}

// PassTimeBy replaces the clock of After, for tests.
func (c *Calls) PassTimeBy(after func(d time.Duration, do func())) { c.after = after }

// Rest waits until d has passed or ctx has ended.
func Rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Pending says how many requests have not yet handed over their result.
func (c *Calls) Pending() int { return int(c.pending.Load()) }

// Cancel ends what runs and does not wait for it: the window is closing.
func (c *Calls) Cancel() { c.cancel() }

// Stop ends what runs and waits until it has ended.
func (c *Calls) Stop() {
	c.cancel()
	c.wg.Wait()
}
