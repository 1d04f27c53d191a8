package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// banner is the one slot above the pages. It shows the worst problem and at
// most one button that helps; what does not block can be put away.
type banner struct {
	panel   *kit.Panel
	icon    *widget.Icon
	label   *widget.Label
	button  *widget.Button
	dismiss *widget.Button
	busy    *kit.Busy
	box     *fyne.Container

	away map[control.Problem]bool // put away by the person, for as long as the window is open
}

func newBanner() *banner {
	b := &banner{
		icon: widget.NewIcon(nil), label: widget.NewLabel(""), button: widget.NewButton("", nil),
		dismiss: widget.NewButtonWithIcon("", theme.WindowCloseIcon(), nil),
		away:    map[control.Problem]bool{},
	}
	b.label.Wrapping = fyne.TextWrapWord
	b.dismiss.Importance = widget.LowImportance
	b.busy = kit.NewBusy(b.button)
	b.panel = kit.NewPanel(container.NewBorder(nil, nil,
		container.NewCenter(b.icon),
		container.NewCenter(container.NewHBox(b.busy.Spin, b.button, b.dismiss)), b.label))
	b.box = container.New(layout.NewCustomPaddedLayout(8, 0, 12, 12), b.panel)
	b.box.Hide()
	return b
}

// update shows the worst problem that was not put away, or nothing.
func (b *banner) update(problems []control.Problem, current string, open func(page string)) {
	for _, p := range problems {
		if b.away[p] {
			continue
		}
		b.dismiss.Hide()
		if !p.Blocking {
			b.dismiss.OnTapped = func() {
				b.away[p] = true
				b.update(problems, current, open)
			}
			b.dismiss.Show()
		}
		b.button.Hide()
		if at := pageAt(p.Page); at >= 0 && pages[at].name != current {
			b.button.SetText(kit.T("page." + pages[at].name))
			b.button.OnTapped = func() { open(p.Page) }
			b.button.Show()
		}
		b.put(p.Sentence, p.Blocking)
		return
	}
	b.box.Hide()
}

// lost says that Keyport is gone; start, when there is one, starts it again.
func (b *banner) lost(text string, start func()) {
	b.dismiss.Hide()
	b.button.Hide()
	if start != nil {
		b.button.SetText(kit.T("banner.start"))
		b.button.OnTapped = start
		b.button.Show()
	}
	b.put(text, true)
}

func (b *banner) put(text string, blocking bool) {
	b.icon.SetResource(theme.NewWarningThemedResource(theme.WarningIcon()))
	edge := theme.ColorNameWarning
	if blocking {
		b.icon.SetResource(theme.NewErrorThemedResource(theme.ErrorIcon()))
		edge = theme.ColorNameError
	}
	b.label.SetText(kit.Plain(text))
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
