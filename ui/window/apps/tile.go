package apps

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// tile is a card that can be chosen by pointer or by keyboard: a name and a sentence.
type tile struct {
	widget.BaseWidget
	inside         fyne.CanvasObject
	tapped         func()
	hover, focused bool
}

func newTile(title, about string, possible bool, tapped func()) *tile {
	t := &tile{tapped: tapped}
	head := widget.NewLabelWithStyle(kit.Plain(title), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	head.Truncation = fyne.TextTruncateEllipsis
	said := caption(kit.Plain(about))
	said.Wrapping = fyne.TextWrapWord
	if !possible {
		head.Importance = widget.LowImportance
	}
	t.inside = container.New(layout.NewCustomPaddedLayout(4, 6, 5, 5), container.New(&kit.Column{Gap: -14}, head, said))
	t.ExtendBaseWidget(t)
	return t
}

// Tapped is part of fyne.Tappable.
func (t *tile) Tapped(*fyne.PointEvent) { t.tapped() }

// MouseIn is part of desktop.Hoverable.
func (t *tile) MouseIn(*desktop.MouseEvent) { t.hover = true; t.Refresh() }

// MouseMoved is part of desktop.Hoverable.
func (t *tile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (t *tile) MouseOut() { t.hover = false; t.Refresh() }

// FocusGained is part of fyne.Focusable.
func (t *tile) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost is part of fyne.Focusable.
func (t *tile) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune is part of fyne.Focusable.
func (t *tile) TypedRune(rune) {}

// TypedKey is part of fyne.Focusable.
func (t *tile) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.tapped()
	}
}

// Cursor is part of desktop.Cursorable.
func (t *tile) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer is part of fyne.Widget.
func (t *tile) CreateRenderer() fyne.WidgetRenderer {
	r := &tileRenderer{tile: t, frame: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

type tileRenderer struct {
	tile  *tile
	frame *canvas.Rectangle
}

func (r *tileRenderer) paint() {
	th, variant := r.tile.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	fill, edge := theme.ColorNameHeaderBackground, theme.ColorNameSeparator
	if r.tile.hover {
		fill = theme.ColorNameHover
	}
	r.frame.StrokeWidth = 1
	if r.tile.focused {
		edge = theme.ColorNamePrimary
		r.frame.StrokeWidth = 2
	}
	r.frame.FillColor, r.frame.StrokeColor = th.Color(fill, variant), th.Color(edge, variant)
	r.frame.CornerRadius = th.Size(theme.SizeNameInputRadius)
}

func (r *tileRenderer) Layout(size fyne.Size) {
	r.frame.Resize(size)
	r.tile.inside.Resize(size)
}

func (r *tileRenderer) MinSize() fyne.Size { return r.tile.inside.MinSize() }

func (r *tileRenderer) Refresh() {
	r.paint()
	r.frame.Refresh()
	r.tile.inside.Refresh()
}

func (r *tileRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.frame, r.tile.inside}
}

func (r *tileRenderer) Destroy() {}

// grid puts tiles beside each other in columns that are least wide at least, all tiles of a row
// equally high.
type grid struct {
	gap, least float32
	width      float32 // that it was given last: how high the tiles are depends on it
}

// Layout is part of fyne.Layout.
func (g *grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.width = size.Width
	g.rows(objects, func(o fyne.CanvasObject, at fyne.Position, room fyne.Size) {
		o.Resize(room)
		o.Move(at)
	})
}

// MinSize is part of fyne.Layout. It is as high as the tiles are at the width they have.
func (g *grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	high := g.rows(objects, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
	return fyne.NewSize(g.least, high)
}

// rows gives every tile its place and tells how high all of them are.
func (g *grid) rows(objects []fyne.CanvasObject, place func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	width := max(g.width, g.least)
	n := max(1, int((width+g.gap)/(g.least+g.gap)))
	each := (width - g.gap*float32(n-1)) / float32(n)
	y := float32(0)
	for first := 0; first < len(objects); first += n {
		row, high := objects[first:min(first+n, len(objects))], float32(0)
		for _, o := range row {
			if o.Size().Width != each {
				o.Resize(fyne.NewSize(each, o.MinSize().Height)) // wrapping labels know their height only then
			}
			high = max(high, o.MinSize().Height)
		}
		for i, o := range row {
			place(o, fyne.NewPos(float32(i)*(each+g.gap), y), fyne.NewSize(each, high))
		}
		y += high + g.gap
	}
	return max(0, y-g.gap)
}
