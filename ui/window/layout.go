package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// columnWidth is how wide a page grows: longer lines are hard to read.
const columnWidth float32 = 720

// column stacks its objects with gap between them, at most width wide.
type column struct {
	gap, width float32
}

func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := size.Width
	if l.width > 0 {
		width = min(width, l.width)
	}
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		// Wrapping labels know their height only once they know their width.
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos(0, y))
		y += height + l.gap
	}
}

func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if size.Height > 0 {
			size.Height += l.gap
		}
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
	}
	return size
}

// fieldLayout puts a title, an input and a message under each other. Labels
// have an inner padding on all sides; it is taken back so that the three stand
// close together and on one left edge.
type fieldLayout struct{}

const messageGap float32 = 3

func (*fieldLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	pad := theme.InnerPadding()
	y := float32(0)
	if o[0].Visible() {
		height := o[0].MinSize().Height
		o[0].Move(fyne.NewPos(-pad+1, -pad/2))
		o[0].Resize(fyne.NewSize(size.Width+pad, height))
		y = height - pad - 2
	}
	height := o[1].MinSize().Height
	o[1].Move(fyne.NewPos(0, y))
	o[1].Resize(fyne.NewSize(size.Width, height))
	if o[2].Visible() {
		o[2].Move(fyne.NewPos(0, y+height+messageGap))
		o[2].Resize(fyne.NewSize(size.Width, o[2].MinSize().Height))
	}
}

func (*fieldLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := o[1].MinSize()
	if o[0].Visible() {
		size.Height += o[0].MinSize().Height - theme.InnerPadding() - 2
	}
	if o[2].Visible() {
		size.Height += messageGap + o[2].MinSize().Height
		size.Width = max(size.Width, o[2].MinSize().Width)
	}
	return size
}

// messageLayout puts an icon, a wrapping label and a button beside each other.
type messageLayout struct{}

func (*messageLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	pad, icon := theme.InnerPadding(), theme.IconInlineSize()
	left, right := -pad+2, size.Width+pad
	if o[0].Visible() {
		o[0].Resize(fyne.NewSquareSize(icon))
		o[0].Move(fyne.NewPos(2, pad/2+1))
		left = icon - 2
	}
	if o[2].Visible() {
		least := o[2].MinSize()
		o[2].Resize(least)
		o[2].Move(fyne.NewPos(size.Width-least.Width, 0))
		right = size.Width - least.Width
	}
	o[1].Move(fyne.NewPos(left, -pad/2))
	o[1].Resize(fyne.NewSize(right-left, size.Height+pad/2))
}

func (*messageLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := o[1].MinSize().SubtractWidthHeight(0, theme.InnerPadding()/2)
	if o[0].Visible() {
		size.Width += theme.IconInlineSize()
	}
	if o[2].Visible() {
		least := o[2].MinSize()
		size.Width += least.Width
		size.Height = max(size.Height, least.Height)
	}
	return size
}

// atLeast gives an object a smallest size: Fyne has no other way to bound how small a window may be made.
type atLeast struct{ size fyne.Size }

func (l *atLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

func (l *atLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := l.size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

// flush takes a label's inner padding away, so that it stands on the edge that the fields stand on.
func flush(label fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(-4, -4, 1-theme.InnerPadding(), 0), label)
}

// cell is how wide a column is: fixed, a share of what is left, or, when it is zero, as small as it goes.
type cell struct{ width, share float32 }

// columns puts objects beside each other on their upper edges.
type columns struct {
	gap   float32
	cells []cell
}

func (l *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, shares := size.Width-l.gap*float32(len(objects)-1), float32(0)
	for i, o := range objects {
		left -= l.least(i, o)
		shares += l.cells[i].share
	}
	x := float32(0)
	for i, o := range objects {
		w := l.least(i, o)
		if l.cells[i].share > 0 {
			w = left * l.cells[i].share / shares
		}
		if o.Visible() {
			o.Resize(fyne.NewSize(w, o.MinSize().Height))
			o.Resize(fyne.NewSize(w, o.MinSize().Height)) // a wrapping label in it has become higher
			o.Move(fyne.NewPos(x, 0))
		}
		x += w + l.gap
	}
}

func (l *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(l.gap*float32(len(objects)-1), 0)
	for i, o := range objects {
		least := o.MinSize()
		size.Width += max(least.Width, l.least(i, o))
		if o.Visible() {
			size.Height = max(size.Height, least.Height)
		}
	}
	return size
}

// least is the width of a column that takes no share.
func (l *columns) least(i int, o fyne.CanvasObject) float32 {
	switch c := l.cells[i]; {
	case c.share > 0:
		return 0
	case c.width > 0:
		return c.width
	}
	return o.MinSize().Width
}
