package windowtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"keyport/app/control"
)

// Fake is a Keyport that remembers what it was asked and answers what a test
// tells it to. Its fields may be set before a window is there; later under its
// lock, or by With.
//
// A new part of control.API gets a file of its own: a struct with what it
// remembers, embedded below by one line, and its methods on *Fake, each of which
// locks and calls Enter.
type Fake struct {
	sync.Mutex
	State control.Status
	// Fail holds the errors that methods end with, by the method's name.
	Fail map[string]error

	fakeSettings
	fakeKeys
	fakeApps
	fakeProblems
	fakeGeneral
	fakeModels
	fakeConnect
	fakeActivity
	fakeAutostart
	fakeUpdates

	calls    []string      // "SetKey openai", in order; never a secret
	statuses chan struct{} // closed and renewed with every new status
}

var _ control.API = (*Fake)(nil)

// NewFake is a Keyport that is ready and has neither an account nor an app.
func NewFake() *Fake {
	f := &Fake{Fail: map[string]error{}, statuses: make(chan struct{})}
	f.fakeSettings = newFakeSettings()
	f.fakeKeys = newFakeKeys()
	f.fakeApps = newFakeApps()
	f.fakeConnect = newFakeConnect()
	f.fakeActivity = newFakeActivity()
	f.State = control.Status{Version: 1, State: control.StateReady, Sentence: "Ready – nothing running", Address: "http://127.0.0.1:11434", Keychain: "your login keyring"}
	return f
}

// With changes the fake's state as another program would: with a new revision and a new status.
func (f *Fake) With(change func(*control.Settings, *control.Status)) {
	f.Lock()
	defer f.Unlock()
	change(&f.View.Settings, &f.State)
	f.View.Revision++
	f.Bump()
}

// Bump makes the status a new one, which the window gets to know. The caller holds the lock.
func (f *Fake) Bump() {
	f.State.Version++
	close(f.statuses)
	f.statuses = make(chan struct{})
}

// Enter notes a call and gives the error that the method is to end with. The caller holds the lock.
func (f *Fake) Enter(call, method string) error {
	f.calls = append(f.calls, call)
	return f.Fail[method]
}

// Did is the calls that were noted, in their order.
func (f *Fake) Did() []string {
	f.Lock()
	defer f.Unlock()
	return slices.Clone(f.calls)
}

// Fails says whether a method is to end with an error.
func (f *Fake) Fails(method string) bool {
	f.Lock()
	defer f.Unlock()
	return f.Fail[method] != nil
}

// newest is what a window that follows has.
func (f *Fake) newest() (status, revision uint64) {
	f.Lock()
	defer f.Unlock()
	return f.State.Version, f.View.Revision
}

// Status is part of control.API.
func (f *Fake) Status(context.Context) (control.Status, error) {
	f.Lock()
	defer f.Unlock()
	return f.State, f.Fail["Status"]
}

// WaitStatus is part of control.API.
func (f *Fake) WaitStatus(ctx context.Context, seen uint64) (control.Status, error) {
	for {
		f.Lock()
		st, err, news := f.State, f.Fail["WaitStatus"], f.statuses
		f.Unlock()
		if err != nil || st.Version != seen {
			return st, err
		}
		select {
		case <-ctx.Done():
			return control.Status{}, ctx.Err()
		case <-news:
		}
	}
}

// Pause is part of control.API.
func (f *Fake) Pause(context.Context, time.Time) error { return f.noted("Pause") }

// Resume is part of control.API.
func (f *Fake) Resume(context.Context) error { return f.noted("Resume") }

// Quit is part of control.API.
func (f *Fake) Quit(context.Context) error { return f.noted("Quit") }

func (f *Fake) noted(method string) error {
	f.Lock()
	defer f.Unlock()
	return f.Enter(method, method)
}

// OpenWindow is part of control.API.
func (f *Fake) OpenWindow(_ context.Context, page string) error {
	f.Lock()
	defer f.Unlock()
	return f.Enter("OpenWindow "+page, "OpenWindow")
}
