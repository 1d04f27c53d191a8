//go:build !windows && !darwin

package notify

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rs/zerolog"

	"keyport/app/control"
)

// fakeAPI is a running Keyport.
type fakeAPI struct {
	control.API // what is not overridden is not for messages to call

	mu      sync.Mutex
	status  control.Status
	changed chan struct{}
	off     bool
	opened  chan string
}

func newFakeAPI() *fakeAPI {
	return &fakeAPI{status: control.Status{Version: 1, State: control.StateReady}, changed: make(chan struct{}), opened: make(chan string, 4)}
}

func (f *fakeAPI) set(s control.Status) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.Version = f.status.Version + 1
	f.status = s
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *fakeAPI) WaitStatus(ctx context.Context, seen uint64) (control.Status, error) {
	for {
		f.mu.Lock()
		s, changed := f.status, f.changed
		f.mu.Unlock()
		if s.Version != seen {
			return s, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return s, ctx.Err()
		}
	}
}

func (f *fakeAPI) Settings(context.Context) (control.SettingsView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var view control.SettingsView
	view.Settings.Desktop.Notifications = !f.off
	return view, nil
}

func (f *fakeAPI) switchOff(off bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.off = off
}

func (f *fakeAPI) OpenWindow(_ context.Context, page string) error { f.opened <- page; return nil }

// board is a desktop that keeps what it was shown.
type board struct {
	shown   []string
	signals chan *dbus.Signal
}

func (b *board) show(_ context.Context, m message) {
	b.shown = append(b.shown, described([]message{m}, 0))
}

func (b *board) clicks() <-chan *dbus.Signal { return b.signals }

func (b *board) clicked(*dbus.Signal) (string, bool) { return "network", true }

// inTime runs a test with messages about api.
func inTime(t *testing.T, told string, test func(t *testing.T, api *fakeAPI, b *board)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		api, b := newFakeAPI(), &board{signals: make(chan *dbus.Signal)}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			run(ctx, api, b, Options{Told: told, Logger: zerolog.Nop()})
		}()
		synctest.Wait()
		test(t, api, b)
		cancel()
		<-ended
	})
}

func TestMessagesComeWhenTheyAreDue(t *testing.T) {
	inTime(t, "", func(t *testing.T, api *fakeAPI, b *board) {
		api.set(state(control.StateBlocked, "port_taken"))
		time.Sleep(lasting)
		synctest.Wait()
		api.set(state(control.StateReady))
		synctest.Wait()
		if want := []string{"needs at page of port_taken", "needs over"}; !slices.Equal(b.shown, want) {
			t.Errorf("shown %q, want %q", b.shown, want)
		}
		b.signals <- &dbus.Signal{}
		if got := <-api.opened; got != "network" {
			t.Errorf("a click opened %q", got)
		}
	})
}

func TestMessagesCanBeSwitchedOff(t *testing.T) {
	inTime(t, filepath.Join(t.TempDir(), "told"), func(t *testing.T, api *fakeAPI, b *board) {
		api.switchOff(true)
		for _, s := range []control.Status{
			withWindow(state(control.StateBlocked, "port_taken")), state(control.StateBlocked, "wrong_passwords"),
		} {
			api.set(s)
			time.Sleep(time.Hour)
			synctest.Wait()
		}
		if len(b.shown) > 0 {
			t.Errorf("shown %q", b.shown)
		}
		api.set(state(control.StateReady))
		synctest.Wait()
		api.switchOff(false) // counts from the next on, without a new start
		api.set(state(control.StateAttention, "wrong_passwords"))
		synctest.Wait()
		if want := "tries at page of wrong_passwords"; !slices.Contains(b.shown, want) {
			t.Errorf("shown %q, want %q", b.shown, want)
		}
	})
}

func TestClosedWindowIsExplainedOnceEver(t *testing.T) {
	told := filepath.Join(t.TempDir(), "keyport", "told")
	for start, want := range []int{1, 0} {
		inTime(t, told, func(t *testing.T, api *fakeAPI, b *board) {
			for range 3 {
				api.set(withWindow(state(control.StateReady)))
				synctest.Wait()
				api.set(state(control.StateReady))
				synctest.Wait()
			}
			if len(b.shown) != want {
				t.Errorf("start %d: shown %q, want %d messages", start, b.shown, want)
			}
		})
	}
}

func TestAVersionIsToldOnceEver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keyport", "news")
	for start, c := range []struct {
		version string
		want    int
	}{{"1.4.0", 1}, {"1.4.0", 0}, {"1.5.0", 1}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			api, b := newFakeAPI(), &board{signals: make(chan *dbus.Signal)}
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				run(ctx, api, b, Options{News: file, Logger: zerolog.Nop()})
			}()
			synctest.Wait()
			api.set(announcing(c.version))
			synctest.Wait()
			cancel()
			<-ended
			if len(b.shown) != c.want {
				t.Errorf("start %d, version %s: shown %q", start, c.version, b.shown)
			}
		})
	}
}
