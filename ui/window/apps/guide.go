package apps

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// guide is how one app is connected: what works, the steps with something to
// copy, the test, and what to do when it does not work.
type guide struct {
	*kit.Sheet
	p          *page
	name, kind string // name is "" where nothing can be connected
	box        fyne.CanvasObject
	parts      *fyne.Container
	trial      *trial
	got        control.Guide
	base       string // the address that it was fetched for
	failed     *kit.Message
}

func newGuide(p *page, name, kind string) *guide {
	title := p.title(kind)
	if name != "" {
		title = kit.T("apps.connect_title", "title", name)
	}
	g := &guide{p: p, name: name, kind: kind, Sheet: kit.NewSheet(kit.Plain(title), ""), failed: kit.NewMessage()}
	g.parts = container.New(&kit.Column{Gap: 14})
	g.Add(g.failed.Box, g.parts)
	back := func() { p.turn(p.list) }
	if name == "" {
		back = func() { p.turn(newChoice(p)) }
	}
	g.box = under(back, g.Content())
	if name != "" {
		g.trial = newTrial(p.h, name, kind)
		g.trial.grown = func() { kit.Reveal(g.Scroll, g.trial.box) }
	}
	return g
}

func (g *guide) content() fyne.CanvasObject { return g.box }
func (g *guide) about() string              { return g.name }
func (g *guide) load()                      {}

func (g *guide) leave() {
	if g.trial != nil {
		g.trial.stop()
	}
}

// show fetches the guide anew when the address is another one now.
func (g *guide) show() {
	base := g.p.h.Session.Base()
	if base == g.base {
		return
	}
	g.base = base
	kit.Request(g.p.h.Calls, kit.QuickCall, func(ctx context.Context) (control.Guide, error) {
		return g.p.h.Session.API.Guide(ctx, g.name, g.kind)
	}, func(got control.Guide, err error) {
		g.failed.Clear()
		if err != nil {
			g.failed.Fail(kit.Sentence(err))
			g.failed.Offer(kit.T("apps.again"), func() { g.base = ""; g.show() })
			return
		}
		g.got = got
		g.fill()
	})
}

// fill puts the guide on the page.
func (g *guide) fill() {
	g.parts.RemoveAll()
	first := kit.NewMessage()
	if g.got.Possible {
		first.Good(g.got.Works)
	} else {
		first.Fail(g.got.Works)
	}
	lead := container.New(&kit.Column{Gap: 6}, first.Box)
	for _, said := range []string{g.got.Limits, g.got.Note} {
		if said != "" {
			m := kit.NewMessage()
			m.Warn(said)
			lead.Add(m.Box)
		}
	}
	g.parts.Add(lead)
	for i, s := range g.got.Steps {
		g.parts.Add(newStep(g.p.h, i+1, s, g.value))
	}
	if g.trial != nil {
		g.parts.Add(g.trial.box)
	}
	trouble := container.New(&kit.Column{Gap: 4})
	for _, said := range g.got.Trouble {
		trouble.Add(kit.Flush(bullet(said)))
	}
	if g.got.Possible {
		g.parts.Add(kit.NewFold(kit.T("apps.trouble"), trouble, g.Scroll).Box)
		g.parts.Add(kit.NewFold(kit.T("apps.undo"), kit.Flush(wrapped(g.got.Undo)), g.Scroll).Box)
	} else {
		g.parts.Add(trouble)
	}
	checked := caption(g.got.Checked)
	checked.Wrapping = fyne.TextWrapWord
	g.parts.Add(kit.Flush(checked))
	g.Scroll.Refresh()
}

// value fetches one value to be copied.
func (g *guide) value(id string, use func(string), fail func(error)) {
	kit.Request(g.p.h.Calls, kit.KeychainCall, func(ctx context.Context) (control.Secret, error) {
		return g.p.h.Session.API.GuideValue(ctx, g.name, g.kind, id)
	}, func(text control.Secret, err error) {
		if err != nil {
			fail(err)
			return
		}
		use(text.Reveal())
	})
}

func wrapped(text string) *widget.Label {
	l := widget.NewLabel(kit.Plain(text))
	l.Wrapping = fyne.TextWrapWord
	return l
}

// bullet is a line of a list.
func bullet(text string) fyne.CanvasObject {
	return kit.Border(nil, nil, container.NewVBox(widget.NewLabel("•")), nil, wrapped(text))
}
