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

// statusLine is the line at the bottom: what the tray's first menu line says, and the address.
type statusLine struct {
	icon    *widget.Icon
	label   *widget.Label
	address *widget.Label
	box     fyne.CanvasObject
}

func newStatusLine() *statusLine {
	s := &statusLine{icon: widget.NewIcon(theme.MoreHorizontalIcon()), label: widget.NewLabel(kit.T("status.connecting")), address: widget.NewLabel("")}
	s.label.Truncation = fyne.TextTruncateEllipsis
	s.label.SizeName, s.address.SizeName = theme.SizeNameCaptionText, theme.SizeNameCaptionText
	s.address.Importance = widget.LowImportance
	s.box = container.NewVBox(widget.NewSeparator(), container.New(layout.NewCustomPaddedLayout(-4, 0, 12, 8),
		kit.Border(nil, nil, container.NewCenter(s.icon), s.address, s.label)))
	return s
}

func (s *statusLine) update(st control.Status) {
	s.icon.SetResource(kit.StateIcon(st))
	s.label.SetText(kit.Plain(st.Sentence))
	s.address.SetText(kit.Plain(st.Address))
}

func (s *statusLine) lost(text string) {
	s.icon.SetResource(theme.NewErrorThemedResource(theme.ErrorIcon()))
	s.label.SetText(kit.Plain(text))
	s.address.SetText("")
}
