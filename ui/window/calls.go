package window

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"keyport/app/control"
)

// How long a call may take before the person is told that nothing came back.
const (
	quickCall    = 10 * time.Second
	keychainCall = 60 * time.Second // the desktop may be asking for the keychain's password meanwhile
	checkCall    = 60 * time.Second // a provider is asked
)

// calls runs every request to Keyport beside the user interface and brings its
// result back to it. It owns those goroutines: stop ends and awaits them.
type calls struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	// ui runs a function on the goroutine that may touch widgets: fyne.Do, or a queue in tests.
	ui      func(func())
	pending atomic.Int64 // calls whose done has not run yet
}

func newCalls(ui func(func())) *calls {
	ctx, cancel := context.WithCancel(context.Background())
	return &calls{ctx: ctx, cancel: cancel, ui: ui}
}

// request runs work on its own goroutine and done on the user interface's. Only
// the user interface may call it. After stop, done is not called any more.
func request[T any](c *calls, limit time.Duration, work func(context.Context) (T, error), done func(T, error)) {
	c.pending.Add(1)
	c.serve(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		result, err := work(ctx)
		c.post(func() { done(result, err) }, func() { c.pending.Add(-1) })
	})
}

// run is request for work that gives nothing but an error.
func (c *calls) run(limit time.Duration, work func(context.Context) error, done func(error)) {
	request(c, limit,
		func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) },
		func(_ struct{}, err error) { done(err) })
}

// post runs do on the user interface's goroutine, unless the window has ended;
// always, when given, runs in any case. Fyne runs what comes after its end on
// the caller's goroutine, where no widget must be touched.
func (c *calls) post(do func(), always ...func()) {
	c.ui(func() {
		if c.ctx.Err() == nil {
			do()
		}
		for _, f := range always {
			f()
		}
	})
}

// serve runs f on a goroutine that stop awaits.
func (c *calls) serve(f func(context.Context)) {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		f(c.ctx)
	}()
}

func (c *calls) stop() {
	c.cancel()
	c.wg.Wait()
}

// sentence is what a person reads of an error. An error that is none of
// Keyport's own may carry anything, so it becomes one fixed sentence.
func sentence(err error) string {
	var e *control.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Message
	case errors.Is(err, context.DeadlineExceeded):
		return T("error.timeout")
	default:
		return T("error.unknown")
	}
}

// code gives the stable code of err, "" when it has none.
func code(err error) string {
	var e *control.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// fieldErrors gives what err says about single fields.
func fieldErrors(err error) []control.FieldError {
	var e *control.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}
