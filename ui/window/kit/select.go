package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Select is one of several choices, with the frame that text fields have: Fyne's
// own has none, so that it looks switched off beside them, and shows the focus
// by a shade that is hardly seen.
type Select struct {
	widget.Select
	focused bool
}

// NewSelect offers options; changed is told of the one that is chosen, and may be nil.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained is part of fyne.Focusable.
func (s *Select) FocusGained() {
	s.focused = true
	s.Select.FocusGained()
}

// FocusLost is part of fyne.Focusable.
func (s *Select) FocusLost() {
	s.focused = false
	s.Select.FocusLost()
}

// CreateRenderer is part of fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	r := &framed{s.Select.CreateRenderer(), s, canvas.NewRectangle(nil)}
	r.paint()
	return r
}

// framed renders a choice with a frame around it.
type framed struct {
	fyne.WidgetRenderer
	of    *Select
	frame *canvas.Rectangle
}

func (r *framed) paint() {
	name := theme.ColorNameInputBorder
	if r.of.focused {
		name = theme.ColorNamePrimary
	}
	th := r.of.Theme()
	r.frame.StrokeColor = th.Color(name, fyne.CurrentApp().Settings().ThemeVariant())
	r.frame.StrokeWidth = th.Size(theme.SizeNameInputBorder)
	r.frame.CornerRadius = th.Size(theme.SizeNameInputRadius)
}

// Layout is part of fyne.WidgetRenderer. The frame stands where that of an entry does.
func (r *framed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	line := r.of.Theme().Size(theme.SizeNameInputBorder)
	r.frame.Resize(fyne.NewSize(size.Width-line-.5, size.Height-line-.5))
	r.frame.Move(fyne.NewSquareOffsetPos(line / 2))
}

// Refresh is part of fyne.WidgetRenderer.
func (r *framed) Refresh() {
	r.paint()
	r.frame.Refresh()
	r.WidgetRenderer.Refresh()
}

// Objects is part of fyne.WidgetRenderer.
func (r *framed) Objects() []fyne.CanvasObject {
	inside := r.WidgetRenderer.Objects()
	return append(inside[:len(inside):len(inside)], r.frame)
}
