package window

import (
	"slices"
	"strings"
	"testing"
	"time"

	"keyport/app/control"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// bench is a window on a screen that is not there. The test's own goroutine is
// the user interface's: what calls bring back waits in a queue until the test
// lets it run, so nothing races and nothing is waited for by the clock.
type bench struct {
	*Window
	t     *testing.T
	fake  *fakeAPI
	queue chan func()
}

// open builds the window, connects it, and waits until the first settings are shown.
func open(t *testing.T, f *fakeAPI, opts ...func(*Options)) *bench {
	t.Helper()
	app := test.NewTempApp(t)
	b := &bench{t: t, fake: f, queue: make(chan func(), 100)}
	o := Options{API: f}
	for _, set := range opts {
		set(&o)
	}
	b.Window = newWindow(app, o, func(do func()) { b.queue <- do })
	b.Show()
	b.Start()
	t.Cleanup(func() {
		drained := make(chan struct{})
		go func() { // a call that ends now may still want to hand over its result
			for do := range b.queue {
				_ = do
			}
			close(drained)
		}()
		b.Stop()
		close(b.queue)
		<-drained
	})
	if f.fail["WaitStatus"] == nil {
		b.until("the settings are there", func() bool { return b.session.loaded })
	}
	return b
}

// until runs what the calls bring back until ok, or fails after a while.
func (b *bench) until(what string, ok func() bool) {
	b.t.Helper()
	deadline := time.After(20 * time.Second)
	for !ok() || b.Window.calls.pending.Load() > 0 {
		select {
		case do := <-b.queue:
			do()
		case <-deadline:
			b.t.Fatalf("it did not happen that %s", what)
		}
	}
}

// settle runs everything that was asked for to its end.
func (b *bench) settle() {
	b.t.Helper()
	b.until("all calls end", func() bool { return true })
}

// followed waits until the window has the fake's newest status and settings.
func (b *bench) followed() {
	b.t.Helper()
	b.fake.mu.Lock()
	version, revision := b.fake.status.Version, b.fake.view.Revision
	b.fake.mu.Unlock()
	b.until("the window follows", func() bool {
		return b.session.status.Version >= version && b.session.view.Revision >= revision
	})
}

func (b *bench) key() *keyPage { return b.pages["key"].(*keyPage) }

func (b *bench) connection() *connectionPage { return b.pages["connection"].(*connectionPage) }

func (b *bench) thinking() *thinkPage { return b.pages["thinking"].(*thinkPage) }

func (b *bench) params() *paramsPage { return b.pages["parameters"].(*paramsPage) }

// tap presses the button with that word on the page or in the question before it.
func (b *bench) tap(word string) {
	b.t.Helper()
	button := b.button(word)
	if button == nil {
		b.t.Fatalf("there is no button %q", word)
	}
	test.Tap(button)
	b.settle()
}

func (b *bench) button(word string) *widget.Button {
	var found *widget.Button
	root := b.win.Canvas().Content()
	if b.asked != nil {
		root = b.asked.pop.Content
	}
	walk(root, func(o fyne.CanvasObject) {
		if button, ok := o.(*widget.Button); ok && button.Text == word && found == nil {
			found = button
		}
	})
	return found
}

// write replaces what stands in an entry, as a person does: focus, type, leave.
func (b *bench) write(e fyne.Focusable, text string) {
	b.t.Helper()
	c := b.win.Canvas()
	c.Focus(e)
	switch e := e.(type) {
	case *entry:
		e.SetText("")
	case *choice:
		e.SetText("")
	}
	for _, r := range text {
		c.Focused().TypedRune(r)
	}
	c.Unfocus()
}

// walk visits what can be seen, from the outside in.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, visit)
		}
	case *container.Scroll:
		walk(o.Content, visit)
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, visit)
		}
	}
}

// seen is all text that stands on the window now, a question before it
// included, without its blanks: a wrapped sentence stands there in pieces.
func (b *bench) seen() string {
	var all strings.Builder
	collect := func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok {
			all.WriteString(text.Text)
		}
	}
	walk(b.win.Canvas().Content(), collect)
	if b.asked != nil {
		walk(b.asked.pop.Content, collect)
	}
	return dense(all.String())
}

func dense(text string) string { return strings.Join(strings.Fields(text), "") }

func (b *bench) wantSeen(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if !strings.Contains(b.seen(), dense(text)) {
			b.t.Errorf("%q is not on the window", text)
		}
	}
}

func (b *bench) wantUnseen(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		if strings.Contains(b.seen(), dense(text)) {
			b.t.Errorf("%q is on the window", text)
		}
	}
}

// lastSaved is the settings that were handed over last.
func (b *bench) lastSaved() control.Settings {
	b.t.Helper()
	b.fake.mu.Lock()
	defer b.fake.mu.Unlock()
	if len(b.fake.saved) == 0 {
		b.t.Fatal("nothing was saved")
	}
	return b.fake.saved[len(b.fake.saved)-1]
}

func (b *bench) wantCalls(want ...string) {
	b.t.Helper()
	if got := b.fake.did(); !slices.Equal(got, want) {
		b.t.Errorf("calls %q, want %q", got, want)
	}
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
