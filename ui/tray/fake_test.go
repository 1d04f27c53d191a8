package tray

import (
	"context"
	"fmt"
	"sync"
	"time"

	"keyport/app/control"
)

// fakeAPI is a running Keyport that does nothing but tell what was asked of it.
type fakeAPI struct {
	control.API // what is not overridden is not for the tray to call

	mu      sync.Mutex
	status  control.Status
	changed chan struct{}
	broken  error // what Status and WaitStatus answer, when set

	calls  chan string
	say    func(call string) // takes the calls instead, when set
	access control.Access
	view   control.SettingsView
	fail   error // what every other call answers
	block  chan struct{}
}

func newFakeAPI(s control.Status) *fakeAPI {
	s.Version = 1
	return &fakeAPI{status: s, changed: make(chan struct{}), calls: make(chan string, 16)}
}

// set publishes a state.
func (f *fakeAPI) set(s control.Status) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.Version = f.status.Version + 1
	f.status = s
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *fakeAPI) state() (control.Status, chan struct{}, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status, f.changed, f.broken
}

func (f *fakeAPI) Status(context.Context) (control.Status, error) {
	s, _, err := f.state()
	return s, err
}

func (f *fakeAPI) WaitStatus(ctx context.Context, seen uint64) (control.Status, error) {
	for {
		s, changed, err := f.state()
		if err != nil || s.Version != seen {
			return s, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return control.Status{}, ctx.Err()
		}
	}
}

func (f *fakeAPI) called(ctx context.Context, format string, args ...any) error {
	if call := fmt.Sprintf(format, args...); f.say != nil {
		f.say(call)
	} else {
		f.calls <- call
	}
	if f.block != nil {
		select {
		case <-f.block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return f.fail
}

func (f *fakeAPI) Pause(ctx context.Context, until time.Time) error {
	if until.IsZero() {
		return f.called(ctx, "Pause")
	}
	return f.called(ctx, "Pause %s", time.Until(until).Round(time.Minute))
}
func (f *fakeAPI) Resume(ctx context.Context) error { return f.called(ctx, "Resume") }

func (f *fakeAPI) OpenWindow(ctx context.Context, page string) error {
	return f.called(ctx, "OpenWindow %q", page)
}
func (f *fakeAPI) Quit(ctx context.Context) error { return f.called(ctx, "Quit") }

func (f *fakeAPI) OpenRelease(ctx context.Context) error { return f.called(ctx, "OpenRelease") }

func (f *fakeAPI) QuitWhenIdle(ctx context.Context) error { return f.called(ctx, "QuitWhenIdle") }

func (f *fakeAPI) Settings(context.Context) (control.SettingsView, error) { return f.view, nil }

func (f *fakeAPI) SaveSettings(ctx context.Context, v control.SettingsView) (control.SettingsView, error) {
	return v, f.called(ctx, "SaveSettings port %d", v.Settings.Listen.Port)
}

func (f *fakeAPI) RestoreSettings(ctx context.Context) (control.SettingsView, error) {
	return control.SettingsView{}, f.called(ctx, "RestoreSettings")
}

func (f *fakeAPI) UseDemo(ctx context.Context, on bool) error { return f.called(ctx, "UseDemo %v", on) }

func (f *fakeAPI) Access(ctx context.Context, client string) (control.Access, error) {
	return f.access, f.called(ctx, "Access %q", client)
}

// The states as the running program gives them.
func ready() control.Status {
	return control.Status{
		State: control.StateReady, Sentence: "Ready – nothing running", Address: "http://127.0.0.1:11434",
		Clients: []control.Client{{Name: "VS Code"}},
	}
}

func blocked(code, sentence string) control.Status {
	s := ready()
	s.State, s.Sentence, s.Address = control.StateBlocked, sentence, ""
	s.Problems = []control.Problem{{Code: code, Sentence: sentence, Blocking: true, Page: control.PageKey}}
	return s
}

func attention(sentence string) control.Status {
	s := ready()
	s.State, s.Sentence = control.StateAttention, sentence
	s.Problems = []control.Problem{{Code: "key_rejected", Sentence: sentence, Page: control.PageKey}}
	return s
}
