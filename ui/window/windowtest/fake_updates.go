package windowtest

import (
	"context"
	"time"

	"keyport/app/control"
)

// fakeUpdates is the part of newer versions.
type fakeUpdates struct {
	News *control.Release // what CheckUpdates finds
}

// WithUpdates is a Keyport with an account that was built to tell of newer versions, and knows of none.
func WithUpdates() *Fake {
	f := WithAccount()
	f.State.Updates = &control.Updates{Host: "updates.example"}
	return f
}

// Updates is part of control.API.
func (f *Fake) Updates(context.Context) (control.Updates, error) {
	f.Lock()
	defer f.Unlock()
	return *f.State.Updates, f.Fail["Updates"]
}

// CheckUpdates is part of control.API.
func (f *Fake) CheckUpdates(context.Context) (control.Updates, error) {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("CheckUpdates", "CheckUpdates"); err != nil {
		return control.Updates{}, err
	}
	u := *f.State.Updates
	now := time.Now()
	u.Newer, u.Tried = f.News, &now
	f.State.Updates = &u
	f.Bump()
	return u, nil
}

// SkipUpdate is part of control.API.
func (f *Fake) SkipUpdate(context.Context) error { return f.noted("SkipUpdate") }

// OpenRelease is part of control.API.
func (f *Fake) OpenRelease(context.Context) error { return f.noted("OpenRelease") }

// Restart is part of control.API.
func (f *Fake) Restart(context.Context) error { return f.noted("Restart") }
