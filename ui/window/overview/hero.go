package overview

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/fix"
	"keyport/ui/window/kit"
)

// hero is the state: a shape, a sentence, what it means, and what can be done.
type hero struct {
	host     *kit.Host
	icon     *widget.Icon
	sentence *widget.Label
	what     *widget.Label // of a problem: what happened
	means    *widget.Label
	fix      *fix.Fix
	begin    *widget.Button // to the API key, while there is none
	pause    *widget.Button
	resume   *widget.Button
	test     *widget.Button
	copy     *widget.Button
	busy     *kit.Busy
	note     *kit.Message
	box      *fyne.Container
	copied   int
}

func newHero(h *kit.Host, t *tests) *hero {
	o := &hero{host: h, icon: widget.NewIcon(nil), sentence: widget.NewLabel(""), what: widget.NewLabel(""), means: widget.NewLabel(""), fix: fix.New(h), note: kit.NewMessage()}
	o.sentence.SizeName, o.sentence.TextStyle.Bold = theme.SizeNameHeadingText, true
	for _, l := range []*widget.Label{o.sentence, o.what, o.means} {
		l.Wrapping = fyne.TextWrapWord
	}
	o.means.Importance = widget.LowImportance
	o.begin = widget.NewButton(kit.T("overview.key_add"), func() { h.Open(control.PageKey) })
	o.begin.Importance = widget.HighImportance
	o.pause = widget.NewButtonWithIcon(kit.T("overview.pause"), theme.MenuDropDownIcon(), o.pauseTapped)
	o.pause.IconPlacement = widget.ButtonIconTrailingText
	o.resume = widget.NewButtonWithIcon(kit.T("overview.resume"), theme.MediaPlayIcon(), o.resumeTapped)
	o.resume.Importance = widget.HighImportance
	o.test = widget.NewButton(kit.T("overview.test"), t.run)
	o.copy = widget.NewButtonWithIcon(kit.T("overview.copy"), theme.ContentCopyIcon(), o.copyTapped)
	o.busy = kit.NewBusy(o.pause, o.resume)
	t.busy.Add(o.test)
	buttons := container.New(&kit.Flow{}, o.begin, o.pause, o.resume, o.test, o.copy, o.busy.Spin, t.busy.Spin)
	pad := theme.InnerPadding()
	shape := container.New(layout.NewCustomPaddedLayout(4, 0, 0, 8), container.NewVBox(container.NewGridWrap(fyne.NewSquareSize(40), o.icon)))
	said := container.New(&kit.Column{Gap: -10}, o.sentence, o.what, o.means)
	under := container.New(layout.NewCustomPaddedLayout(6, 0, pad, 0), container.New(&kit.Column{Gap: 10}, o.fix.Note.Box, o.fix.Row, o.note.Box, buttons))
	o.box = kit.Border(nil, nil, shape, nil, container.New(&kit.Column{}, said, under))
	return o
}

func (o *hero) show(st control.Status, now time.Time) {
	o.icon.SetResource(kit.StateIcon(st))
	sentence, what, means := st.Sentence, "", explained(st)
	var p control.Problem
	if len(st.Problems) > 0 && st.Problems[0].Short == st.Sentence {
		p = st.Problems[0]
		what, means = p.Sentence, p.Means
		if p.Sentence == p.Short+"." {
			what = "" // it would be said twice
		}
	}
	if !known(st) {
		sentence, means = kit.T("status.connecting"), ""
	}
	put(o.sentence, sentence)
	put(o.what, what)
	put(o.means, means)
	o.fix.Show(p)
	paused, setup := st.Paused, st.State == control.StateSetup
	kit.SetVisible(o.begin, setup)
	kit.SetVisible(o.resume, paused)
	kit.SetVisible(o.pause, !paused && !setup && st.Address != "")
	kit.SetVisible(o.copy, st.Address != "")
	kit.SetVisible(o.test, st.Address != "" && !setup)
}

// explained is what a state without a problem means.
func explained(st control.Status) string {
	switch {
	case st.State == control.StateSetup:
		return kit.T("overview.setup")
	case st.Paused && st.PausedUntil == nil:
		return kit.T("overview.paused_hold")
	case st.Paused:
		return kit.T("overview.paused")
	case st.State == control.StateOpen:
		return kit.T("overview.open")
	case st.Address != "":
		return kit.T("overview.reach", "address", st.Address)
	}
	return ""
}

// put sets a label's text, and takes an empty one away.
func put(l *widget.Label, text string) {
	if text = kit.Plain(text); l.Text != text {
		l.SetText(text)
	}
	kit.SetVisible(l, text != "")
}

// pauseTapped offers the same times as the tray.
func (o *hero) pauseTapped() {
	menu := fyne.NewMenu("")
	for _, c := range pauses(time.Now()) {
		menu.Items = append(menu.Items, fyne.NewMenuItem(c.label, func() { o.pauseUntil(c.until) }))
	}
	widget.ShowPopUpMenuAtRelativePosition(menu, o.host.Win.Canvas(), fyne.NewPos(0, o.pause.Size().Height), o.pause)
}

type pauseChoice struct {
	label string
	until time.Time // zero: until resumed
}

// pauses are the times that a pause can last.
func pauses(now time.Time) []pauseChoice {
	morning, label := time.Date(now.Year(), now.Month(), now.Day(), 8, 0, 0, 0, now.Location()), kit.T("overview.pause_today")
	if !now.Before(morning) {
		// Dates are counted, not hours: a day may have 23 or 25 of them.
		morning, label = time.Date(now.Year(), now.Month(), now.Day()+1, 8, 0, 0, 0, now.Location()), kit.T("overview.pause_tomorrow")
	}
	return []pauseChoice{{kit.T("overview.pause_hour"), now.Add(time.Hour)}, {label, morning}, {kit.T("overview.pause_hold"), time.Time{}}}
}

func (o *hero) pauseUntil(until time.Time) {
	o.do(func(ctx context.Context) error { return o.host.Session.API.Pause(ctx, until) })
}

func (o *hero) resumeTapped() { o.do(o.host.Session.API.Resume) }

func (o *hero) do(work func(context.Context) error) {
	o.note.Clear()
	o.busy.Start()
	o.host.Calls.Run(kit.QuickCall, work, func(err error) {
		o.busy.Stop()
		if err != nil {
			o.note.Fail(kit.Sentence(err))
		}
	})
}

// copyTapped copies the address without a secret in it: a private one belongs to an app.
func (o *hero) copyTapped() {
	o.host.Copy(o.host.Session.Base())
	o.note.Good(kit.T("overview.copied"))
	o.copied++
	said := o.copied
	o.host.Calls.After(4*time.Second, func() {
		if said == o.copied {
			o.leave()
		}
	})
}

func (o *hero) leave() {
	if o.note.Text() == kit.T("overview.copied") {
		o.note.Clear()
	}
}
