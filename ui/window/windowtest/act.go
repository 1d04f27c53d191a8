package windowtest

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// Tap presses the first button with that word, on the page or in the question before it, and waits for what it asked for.
func (b *Bench) Tap(word string) {
	b.T.Helper()
	button := b.Button(word)
	if button == nil {
		b.T.Fatalf("there is no button %q", word)
	}
	test.Tap(button)
	b.Settle()
}

// Write replaces what stands in a field, as a person does: focus, type, leave.
func (b *Bench) Write(e fyne.Focusable, text string) {
	b.T.Helper()
	c := b.Win.Canvas()
	c.Focus(e)
	switch e := e.(type) {
	case *kit.Entry:
		e.SetText("")
	case *kit.Choice:
		e.SetText("")
	}
	for _, r := range text {
		c.Focused().TypedRune(r)
	}
	c.Unfocus()
}

// Submit presses Enter in a field and waits for what that asked for.
func (b *Bench) Submit(e *kit.Entry) {
	b.T.Helper()
	b.Win.Canvas().Focus(e)
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.Settle()
}

// Press presses a key that no field has the focus for.
func (b *Bench) Press(key fyne.KeyName) {
	b.T.Helper()
	press := &fyne.KeyEvent{Name: key}
	switch on := b.Win.Canvas().OnTypedKey(); {
	case b.Win.Canvas().Focused() != nil:
		b.Win.Canvas().Focused().TypedKey(press)
	case on != nil:
		on(press)
	}
	b.Settle()
}

// WantSeen wants texts on the window.
func (b *Bench) WantSeen(texts ...string) {
	b.T.Helper()
	for _, text := range texts {
		if !strings.Contains(b.Seen(), dense(text)) {
			b.T.Errorf("%q is not on the window", text)
		}
	}
}

// WantUnseen wants none of the texts on the window.
func (b *Bench) WantUnseen(texts ...string) {
	b.T.Helper()
	for _, text := range texts {
		if strings.Contains(b.Seen(), dense(text)) {
			b.T.Errorf("%q is on the window", text)
		}
	}
}

// WantCalls wants exactly these calls that change something, in their order: "SetKey openai".
func (b *Bench) WantCalls(want ...string) {
	b.T.Helper()
	if got := b.Fake.Did(); !slices.Equal(got, want) {
		b.T.Errorf("calls %q, want %q", got, want)
	}
}

// WantFits wants what is on the screen to fit into room: PageRoom for a page alone.
func (b *Bench) WantFits(room fyne.Size) {
	b.T.Helper()
	if got := b.Win.Content().MinSize(); got.Width > room.Width || got.Height > room.Height {
		b.T.Errorf("%v is needed, %v is there", got, room)
	}
}

// PageRoom is what the smallest window has for a page, with a banner above it.
var PageRoom = fyne.NewSize(540, 340)

// WantInert checks all that stands on the window, a question before it included:
// whatever others write, it shows letters, fetches no picture and leads nowhere
// that has "evil" in its address.
func (b *Bench) WantInert() {
	b.T.Helper()
	texts := 0
	check := func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Hyperlink:
			if o.URL != nil && strings.Contains(o.URL.String(), "evil") {
				b.T.Errorf("a link leads to %s", o.URL)
			}
		case *canvas.Image:
			if o.File != "" {
				b.T.Errorf("a picture comes from %s", o.File)
			}
		case *canvas.Text:
			texts++
			for _, r := range o.Text {
				if !unicode.IsPrint(r) {
					b.T.Fatalf("%U stands in %.80q", r, o.Text)
				}
			}
			if n := len([]rune(o.Text)); n > kit.PlainRunes {
				b.T.Errorf("%d runes stand in one line", n)
			}
		}
	}
	Walk(b.Win.Canvas().Content(), check)
	if q := b.Host.Asked(); q != nil {
		Walk(q.Body, check)
	}
	if texts == 0 {
		b.T.Error("nothing stands on the window")
	}
}

// Hostile is a text that a provider or another program may have written: it
// turns its own direction around, looks like a menu, brings a picture from the
// network and does not end.
var Hostile = "\u202e&Quit\r\n![a](http://evil.example/x.png) [link](http://evil.example) **bold** `code` <b>x</b>\x1b[2J\u009b2J\u2028\u2066\x00" + strings.Repeat("long ", 2_000)

// WantText compares two texts.
func WantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
