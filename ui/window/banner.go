package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/fix"
	"keyport/ui/window/kit"
)

// banner is the one slot above the pages. It shows the worst problem: what
// happened, what it means, and the buttons that help right there. What does not
// block can be put away.
type banner struct {
	panel   *kit.Panel
	icon    *widget.Icon
	label   *widget.Label
	means   *widget.Label
	fix     *fix.Fix
	button  *widget.Button // starts Keyport, or turns to the page that helps where no action does
	line    *fyne.Container
	help    *fyne.Container // both kinds of buttons
	dismiss *widget.Button
	busy    *kit.Busy
	box     *fyne.Container

	away map[control.Problem]bool // put away by the person, for as long as the window is open
}

func newBanner(h *kit.Host) *banner {
	b := &banner{
		icon: widget.NewIcon(nil), label: widget.NewLabel(""), means: widget.NewLabel(""), button: widget.NewButton("", nil),
		away: map[control.Problem]bool{},
	}
	b.label.Wrapping, b.means.Wrapping = fyne.TextWrapWord, fyne.TextWrapWord
	b.means.SizeName, b.means.Importance = theme.SizeNameCaptionText, widget.LowImportance
	b.dismiss = kit.LowButton(theme.WindowCloseIcon(), nil)
	b.busy = kit.NewBusy(b.button)
	b.fix = fix.New(h)
	b.line = container.NewHBox(b.button, b.busy.Spin)
	said := container.New(&kit.Column{}, container.New(&kit.Column{Gap: -12}, b.label, b.means), b.fix.Note.Box)
	b.help = container.New(layout.NewCustomPaddedLayout(0, 0, theme.InnerPadding(), 0), container.New(&kit.Column{}, b.fix.Row, b.line))
	b.panel = kit.NewPanel(kit.Border(nil, nil,
		container.New(layout.NewCustomPaddedLayout(theme.InnerPadding(), 0, 0, 0), container.NewVBox(b.icon)),
		container.NewVBox(b.dismiss), container.New(beside{b.width}, said, b.help)))
	b.box = container.New(layout.NewCustomPaddedLayout(8, 0, 12, 12), b.panel)
	b.box.Hide()
	return b
}

// width is what the buttons need beside each other.
func (b *banner) width() float32 {
	width := theme.InnerPadding()
	if b.line.Visible() {
		return width + b.line.MinSize().Width
	}
	return width + b.fix.Width()
}

// update shows the worst problem that was not put away, or nothing. A page that
// tells the worst one itself leaves the banner to the next.
func (b *banner) update(st control.Status, current string, open func(page string)) {
	problems := st.Problems
	if current == control.PageOverview && len(problems) > 0 && problems[0].Short == st.Sentence {
		problems = problems[1:]
	}
	for _, p := range problems {
		if b.away[p] || p.Code == control.CodeUpdate && (current == control.PageAbout || current == control.PageGeneral) { // they tell of it themselves
			continue
		}
		b.dismiss.OnTapped = func() {
			b.away[p] = true
			b.update(st, current, open)
		}
		kit.SetVisible(b.dismiss, !p.Blocking && p.Action != control.ActionDismiss && p.Second != control.ActionDismiss)
		b.fix.Show(p)
		b.button.Hide()
		if at := pageAt(p.Page); p.Action == "" && at >= 0 && pages[at].name != current {
			b.button.SetText(kit.T("page." + pages[at].name))
			b.button.OnTapped = func() { open(p.Page) }
			b.button.Show()
		}
		b.put(p.Sentence, p.Means, p.Blocking, p.News)
		return
	}
	b.box.Hide()
}

// lost says that Keyport is gone; start, when there is one, starts it again.
func (b *banner) lost(text string, start func()) {
	b.dismiss.Hide()
	b.button.Hide()
	b.fix.Show(control.Problem{})
	if start != nil {
		b.button.SetText(kit.T("banner.start"))
		b.button.OnTapped = start
		b.button.Show()
	}
	b.put(text, "", true, false)
}

func (b *banner) put(text, means string, blocking, news bool) {
	b.icon.SetResource(theme.NewWarningThemedResource(theme.WarningIcon()))
	edge := theme.ColorNameWarning
	switch {
	case news:
		b.icon.SetResource(theme.InfoIcon())
		edge = theme.ColorNameInputBorder
	case blocking:
		b.icon.SetResource(theme.NewErrorThemedResource(theme.ErrorIcon()))
		edge = theme.ColorNameError
	}
	b.label.SetText(kit.Plain(text))
	b.means.SetText(kit.Plain(means))
	kit.SetVisible(b.means, means != "")
	kit.SetVisible(b.line, b.button.Visible())
	kit.SetVisible(b.help, b.line.Visible() || b.fix.Row.Visible())
	b.panel.SetEdge(edge)
	b.box.Show()
	b.box.Refresh()
}

// text is what the banner says, "" when it is not there.
func (b *banner) text() string {
	if !b.box.Visible() {
		return ""
	}
	return b.label.Text
}
