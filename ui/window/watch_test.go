package window

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

func TestALostKeyportIsSaidAndCanBeStarted(t *testing.T) {
	f := windowtest.WithAccount()
	started := make(chan struct{})
	b := open(t, f, func(o *Options) {
		o.Start = func(context.Context) error {
			f.Lock()
			delete(f.Fail, "WaitStatus")
			f.Unlock()
			close(started)
			return nil
		}
	})
	f.Lock()
	f.Fail["WaitStatus"] = &control.Error{Code: control.CodeNotRunning, Message: "Keyport is not running."}
	f.Bump()
	f.Unlock()
	b.Until("the loss is noticed", func() bool { return b.w.gone })
	b.WantSeen("Keyport is not running.")
	b.Tap("Start Keyport")
	<-started
	b.Until("it is back", func() bool { return !b.w.gone })
	b.WantUnseen("Keyport is not running.")
	b.WantSeen("Ready – nothing running")
}

func TestAStartThatFailsIsSaid(t *testing.T) {
	f := windowtest.WithAccount()
	f.Fail["WaitStatus"] = &control.Error{Code: control.CodeNotRunning}
	b := open(t, f, func(o *Options) {
		o.Start = func(context.Context) error { return &control.Error{Message: "Keyport was not found on this computer."} }
	})
	b.Until("the loss is noticed", func() bool { return b.w.gone })
	test.Tap(b.w.banner.button)
	b.Until("the failure is said", func() bool { return strings.HasPrefix(b.w.banner.text(), "Keyport was not found") })
}

func TestTheStatusLineFollows(t *testing.T) {
	f := windowtest.WithAccount()
	b := open(t, f)
	b.WantSeen("Ready – nothing running", "http://127.0.0.1:11434")
	f.With(func(_ *control.Settings, st *control.Status) {
		st.State, st.Sentence = control.StatePaused, "Paused until 15:30"
	})
	b.Followed()
	b.WantSeen("Paused until 15:30")
}

func TestAnotherWindowIsShownInsteadOfThisOne(t *testing.T) {
	f := windowtest.WithAccount()
	open(t, f, func(o *Options) {
		o.Page = control.PageThinking
		o.Attach = func(context.Context, func(string)) error { return &control.Error{Code: control.CodeExists} }
	}).Until("the other window is asked for", func() bool {
		calls := f.Did()
		return len(calls) > 0 && calls[0] == "OpenWindow thinking"
	})
}

func TestSomebodyAskingForTheWindowTurnsToAPage(t *testing.T) {
	shows := make(chan func(string), 1)
	b := open(t, windowtest.WithAccount(), func(o *Options) {
		o.Attach = func(ctx context.Context, show func(string)) error {
			shows <- show
			<-ctx.Done()
			return ctx.Err()
		}
	})
	show := <-shows
	show(control.PageModels)
	b.Until("the page is turned", func() bool { return b.w.page() == control.PageModels })
	show("no such page")
	b.Settle()
	windowtest.WantText(t, "page", b.w.page(), control.PageModels)
}

func TestStopEndsWaitingCalls(t *testing.T) {
	b := open(t, windowtest.WithAccount())
	ended := make(chan error, 1)
	b.w.host.Calls.Serve(func(ctx context.Context) {
		<-ctx.Done()
		ended <- ctx.Err()
	})
	b.w.Stop()
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
			b := open(t, windowtest.WithAccount(), func(o *Options) {
				o.LetGo = func() bool { return c.quits }
				o.Attach = func(ctx context.Context, _ func(string)) error {
					tries <- struct{}{}
					return &control.Error{Code: control.CodeNotRunning}
				}
			})
			<-tries
			if c.ends {
				b.Host.App = quitting{b.App, &ended}
				b.Until("the window ends", func() bool { return ended })
				return
			}
			<-tries // it tries again instead
			b.Settle()
		})
	}
}

// quitting notes that the app was told to end.
type quitting struct {
	fyne.App
	told *bool
}

func (q quitting) Quit() { *q.told = true }
