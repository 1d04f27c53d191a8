package windowtest

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// Bench is a window on a screen that is not there. The test's own goroutine is
// the user interface's: what calls bring back waits in a queue until the test
// lets it run, so nothing races and nothing is waited for by the clock.
type Bench struct {
	T    *testing.T
	App  fyne.App
	Win  fyne.Window
	Host *kit.Host
	Fake *Fake
	// Turned are the pages that a page alone asked for with Host.Open.
	Turned []string

	queue  chan func()
	page   kit.Page
	frames *Frames  // nil until something was drawn
	later  []func() // what waits with Calls.After for its time
}

// New gives a bench without a window yet; UI is for who makes one, and Use takes it over.
func New(t *testing.T, f *Fake) *Bench {
	t.Helper()
	return &Bench{T: t, App: test.NewTempApp(t), Fake: f, queue: make(chan func(), 1000)}
}

// UI takes a function to the user interface's goroutine: into the bench's queue.
func (b *Bench) UI(do func()) { b.queue <- do }

// Use takes over a window that was built with b.App and b.UI. stop ends what runs for it.
func (b *Bench) Use(h *kit.Host, stop func()) {
	b.Host, b.Win = h, h.Win
	h.Calls.PassTimeBy(func(_ time.Duration, do func()) { b.later = append(b.later, do) })
	b.T.Cleanup(func() {
		drained := make(chan struct{})
		go func() { // a call that ends now may still want to hand over its result
			for do := range b.queue {
				_ = do
			}
			close(drained)
		}()
		stop()
		close(b.queue)
		<-drained
	})
}

// Open puts one page alone on the screen, follows the fake's state, and waits
// until the first settings are shown. make is the page's own constructor.
func Open[P kit.Page](t *testing.T, f *Fake, make func(*kit.Host) P) (*Bench, P) {
	t.Helper()
	b := New(t, f)
	b.App.Settings().SetTheme(kit.Look{Theme: b.App.Settings().Theme()})
	win := b.App.NewWindow("Keyport")
	h := kit.NewHost(b.App, win, f, b.UI)
	b.Use(h, h.Calls.Stop)
	p := make(h)
	b.page = p
	h.Open = func(page string) { b.Turned = append(b.Turned, page) }
	h.Session.OnSettings, h.Session.OnStatus = p.Load, p.Show
	win.SetContent(p.Content())
	win.SetPadded(false)
	win.Resize(fyne.NewSize(800, 640))
	win.Show()
	b.Enter()
	h.Calls.Serve(b.follow)
	if !f.Fails("WaitStatus") {
		b.Until("the settings are there", func() bool { return h.Session.Loaded })
	}
	return b, p
}

// follow is what the frame does in a real window: it watches the state.
func (b *Bench) follow(ctx context.Context) {
	var seen uint64
	for ctx.Err() == nil {
		st, err := b.Fake.WaitStatus(ctx, seen)
		if err != nil {
			kit.Rest(ctx, 10*time.Millisecond)
			continue
		}
		seen = st.Version
		b.Host.Calls.Post(func() { b.Host.Session.SetStatus(st, false) })
	}
}

// Enter tells a page alone that it has come into sight, Leave that it has gone out of it.
func (b *Bench) Enter() {
	if p, ok := b.page.(kit.Enterer); ok {
		p.Enter()
	}
}

// Leave tells a page alone that another one is in sight now.
func (b *Bench) Leave() { b.page.Leave() }

// Until runs what the calls bring back until ok and nothing is on its way, or fails after a while.
func (b *Bench) Until(what string, ok func() bool) {
	b.T.Helper()
	deadline := time.After(30 * time.Second)
	for !ok() || b.Host.Calls.Pending() > 0 {
		select {
		case do := <-b.queue:
			do()
			if b.frames != nil {
				b.Draw()
			}
		case <-deadline:
			b.T.Fatalf("it did not happen that %s", what)
		}
	}
}

// Step runs one thing that a call has brought back, or nothing when none comes for a moment.
func (b *Bench) Step() {
	select {
	case do := <-b.queue:
		do()
	case <-time.After(10 * time.Millisecond):
	}
}

// Settle runs everything that was asked for to its end.
func (b *Bench) Settle() {
	b.T.Helper()
	b.Until("all calls end", func() bool { return true })
}

// Followed waits until the window has the fake's newest status and settings.
func (b *Bench) Followed() {
	b.T.Helper()
	version, revision := b.Fake.newest()
	b.Until("the window follows", func() bool {
		return b.Host.Session.Status.Version >= version && b.Host.Session.View.Revision >= revision
	})
}

// PassTime does everything that waits with Calls.After for its time, and waits for what that asked for.
func (b *Bench) PassTime() {
	b.T.Helper()
	due := b.later
	b.later = nil
	for _, do := range due {
		do()
	}
	b.Settle()
}

// LastSaved is the settings that were handed over last.
func (b *Bench) LastSaved() control.Settings {
	b.T.Helper()
	b.Fake.Lock()
	defer b.Fake.Unlock()
	if len(b.Fake.Saved) == 0 {
		b.T.Fatal("nothing was saved")
	}
	return b.Fake.Saved[len(b.Fake.Saved)-1]
}
