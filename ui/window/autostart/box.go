// Package autostart is the box "Start when I log in" with what there is to say
// about it. The page General and the end of the first run show it. It keeps
// nothing: whenever it comes into sight, and after every change, it shows what
// the operating system says then.
package autostart

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// lookAgain is how soon to look again while the person may be in the settings of the system.
const lookAgain = 2 * time.Second

// Box is the box. All methods belong to the user interface's goroutine.
type Box struct {
	// Content is what is put on the page.
	Content fyne.CanvasObject

	h       *kit.Host
	check   *widget.Check
	note    *kit.Message
	starts  bool // what was told last
	filling bool
	inSight bool
	asked   int // the calls so far: only the answer to the newest one counts
	open    func(*url.URL) error
}

// New gives a box that is not in sight yet.
func New(h *kit.Host) *Box {
	b := &Box{h: h, note: kit.NewMessage(), open: h.App.OpenURL}
	b.check = widget.NewCheck(kit.T("autostart.check"), b.chosen)
	b.Content = container.New(&kit.Column{Gap: 4}, kit.FlushCheck(b.check), b.note.Box)
	return b
}

// Enter is called when the box comes into sight.
func (b *Box) Enter() {
	b.inSight = true
	b.look()
}

// Leave is called when it goes out of sight.
func (b *Box) Leave() { b.inSight = false }

func (b *Box) look() {
	b.ask(b.h.Session.API.Autostart)
}

// chosen is called for every change of the tick.
func (b *Box) chosen(on bool) {
	if !b.filling {
		b.set(on)
	}
}

func (b *Box) set(on bool) {
	b.ask(func(ctx context.Context) (control.Autostart, error) { return b.h.Session.API.SetAutostart(ctx, on) })
}

func (b *Box) ask(call func(context.Context) (control.Autostart, error)) {
	b.asked++
	this := b.asked
	kit.Request(b.h.Calls, kit.QuickCall, call, func(a control.Autostart, err error) {
		switch {
		case this != b.asked:
		case err != nil:
			b.tick(b.starts)
			b.note.Fail(kit.Sentence(err))
		default:
			b.show(a)
		}
	})
}

func (b *Box) show(a control.Autostart) {
	b.starts = a.Starts
	b.tick(a.Starts)
	switch a.State {
	case control.AutostartBlocked:
		b.note.Warn(a.Sentence)
		if page, err := url.Parse(a.SystemPage); err == nil && a.SystemPage != "" {
			b.note.Offer(kit.T("autostart.open"), func() { _ = b.open(page) }) // the sentence names the page as well
		}
		this := b.asked
		b.h.Calls.After(lookAgain, func() {
			if b.inSight && this == b.asked {
				b.look()
			}
		})
	case control.AutostartElsewhere:
		b.note.Warn(a.Sentence)
		b.note.Offer(kit.T("autostart.this_one"), func() { b.set(true) })
	case control.AutostartUnavailable:
		b.note.Warn(a.Sentence)
	default:
		b.note.Hint(a.Sentence)
	}
}

func (b *Box) tick(on bool) {
	b.filling = true
	b.check.SetChecked(on)
	b.filling = false
}
