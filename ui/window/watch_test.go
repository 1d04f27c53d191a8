package window

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
)

func TestALostKeyportIsSaidAndCanBeStarted(t *testing.T) {
	f := withAccount()
	started := make(chan struct{})
	b := open(t, f, func(o *Options) {
		o.Start = func(context.Context) error {
			f.mu.Lock()
			delete(f.fail, "WaitStatus")
			f.mu.Unlock()
			close(started)
			return nil
		}
	})
	f.mu.Lock()
	f.fail["WaitStatus"] = &control.Error{Code: control.CodeNotRunning, Message: "Keyport is not running."}
	f.bump()
	f.mu.Unlock()
	b.until("the loss is noticed", func() bool { return b.gone })
	b.wantSeen("Keyport is not running.")
	b.tap("Start Keyport")
	<-started
	b.until("it is back", func() bool { return !b.gone })
	b.wantUnseen("Keyport is not running.")
	b.wantSeen("Ready – nothing running")
}

func TestAStartThatFailsIsSaid(t *testing.T) {
	f := withAccount()
	f.fail["WaitStatus"] = &control.Error{Code: control.CodeNotRunning}
	b := open(t, f, func(o *Options) {
		o.Start = func(context.Context) error { return &control.Error{Message: "Keyport was not found on this computer."} }
	})
	b.until("the loss is noticed", func() bool { return b.gone })
	test.Tap(b.banner.button)
	b.until("the failure is said", func() bool { return strings.HasPrefix(b.banner.text(), "Keyport was not found") })
}

func TestTheStatusLineFollows(t *testing.T) {
	f := withAccount()
	b := open(t, f)
	b.wantSeen("Ready – nothing running", "http://127.0.0.1:11434")
	f.with(func(_ *control.Settings, st *control.Status) {
		st.State, st.Sentence = control.StatePaused, "Paused until 15:30"
	})
	b.followed()
	b.wantSeen("Paused until 15:30")
}

func TestAnotherWindowIsShownInsteadOfThisOne(t *testing.T) {
	f := withAccount()
	open(t, f, func(o *Options) {
		o.Page = control.PageThinking
		o.Attach = func(context.Context, func(string)) error { return &control.Error{Code: control.CodeExists} }
	}).until("the other window is asked for", func() bool {
		calls := f.did()
		return len(calls) > 0 && calls[0] == "OpenWindow thinking"
	})
}

func TestSomebodyAskingForTheWindowTurnsToAPage(t *testing.T) {
	shows := make(chan func(string), 1)
	b := open(t, withAccount(), func(o *Options) {
		o.Attach = func(ctx context.Context, show func(string)) error {
			shows <- show
			<-ctx.Done()
			return ctx.Err()
		}
	})
	show := <-shows
	show(control.PageParameters)
	b.until("the page is turned", func() bool { return b.current == control.PageParameters })
	show("no such page")
	b.settle()
	wantText(t, "page", b.current, control.PageParameters)
}

func TestStopEndsWaitingCalls(t *testing.T) {
	b := open(t, withAccount())
	ended := make(chan error, 1)
	b.Window.calls.serve(func(ctx context.Context) {
		<-ctx.Done()
		ended <- ctx.Err()
	})
	b.Stop()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("a goroutine outlives Stop")
	}
}

func TestTheWindowEndsWithTheKeyportThatStartedIt(t *testing.T) {
	for name, c := range map[string]struct{ quits, ends bool }{"quit": {true, true}, "crash": {false, false}} {
		t.Run(name, func(t *testing.T) {
			tries := make(chan struct{}, 10)
			ended := false
			b := open(t, withAccount(), func(o *Options) {
				o.LetGo = func() bool { return c.quits }
				o.Attach = func(ctx context.Context, _ func(string)) error {
					tries <- struct{}{}
					return &control.Error{Code: control.CodeNotRunning}
				}
			})
			<-tries
			if c.ends {
				b.app = quitting{b.app, &ended}
				b.until("the window ends", func() bool { return ended })
				return
			}
			<-tries // it tries again instead
			b.settle()
		})
	}
}

// quitting notes that the app was told to end.
type quitting struct {
	fyne.App
	told *bool
}

func (q quitting) Quit() { *q.told = true }
