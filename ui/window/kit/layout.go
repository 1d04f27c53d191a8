package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// ColumnWidth is how wide a page grows: longer lines are hard to read.
const ColumnWidth float32 = 720

// Column stacks its objects with Gap between them, at most Width wide (0: as wide as there is room), in Fyne's units.
type Column struct {
	Gap, Width float32

	laid laid
}

// Layout is part of fyne.Layout.
func (l *Column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := size.Width
	if l.Width > 0 {
		width = min(width, l.Width)
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
		y += height + l.Gap
	}
	l.laid.done(objects, size)
}

// MinSize is part of fyne.Layout.
func (l *Column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, least := range l.laid.least(objects, l.Layout) {
		if least == gone {
			continue
		}
		if size.Height > 0 {
			size.Height += l.Gap
		}
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
	}
	return size
}

// AtLeast gives an object a smallest size: Fyne has no other way to bound how small a window may be made.
type AtLeast struct{ Size fyne.Size }

// Layout is part of fyne.Layout.
func (l *AtLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// MinSize is part of fyne.Layout.
func (l *AtLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := l.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

// Flush takes a label's inner padding away, so that it stands on the edge that the fields stand on.
func Flush(label fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(-4, -4, 1-theme.InnerPadding(), 0), label)
}

// FlushCheck puts boxes to be ticked, which have their own padding, on that edge.
func FlushCheck(check fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(0, 0, 1-theme.InnerPadding(), 0), container.NewHBox(check))
}

// Cell is how wide a column is: fixed, a share of what is left, or, when it is zero, as small as it goes.
type Cell struct{ Width, Share float32 }

// Columns puts objects beside each other on their upper edges, one for each of Cells.
type Columns struct {
	Gap   float32
	Cells []Cell

	laid laid
}

// Layout is part of fyne.Layout.
func (l *Columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, shares := size.Width-l.Gap*float32(len(objects)-1), float32(0)
	for i, o := range objects {
		left -= l.least(i, o)
		shares += l.Cells[i].Share
	}
	x := float32(0)
	for i, o := range objects {
		w := l.least(i, o)
		if l.Cells[i].Share > 0 {
			w = left * l.Cells[i].Share / shares
		}
		if o.Visible() {
			o.Resize(fyne.NewSize(w, o.MinSize().Height))
			o.Resize(fyne.NewSize(w, o.MinSize().Height)) // a wrapping label in it has become higher
			o.Move(fyne.NewPos(x, 0))
		}
		x += w + l.Gap
	}
	l.laid.done(objects, size)
}

// MinSize is part of fyne.Layout.
func (l *Columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(l.Gap*float32(len(objects)-1), 0)
	for i, least := range l.laid.least(objects, l.Layout) {
		if least == gone {
			size.Width += l.least(i, objects[i])
			continue
		}
		size.Width += max(least.Width, l.Cells[i].Width)
		size.Height = max(size.Height, least.Height)
	}
	return size
}

// least is the width of a column that takes no share.
func (l *Columns) least(i int, o fyne.CanvasObject) float32 {
	switch c := l.Cells[i]; {
	case c.Share > 0:
		return 0
	case c.Width > 0:
		return c.Width
	}
	return o.MinSize().Width
}

// SetVisible shows or hides o, and does nothing when that is how it is.
func SetVisible(o fyne.CanvasObject, yes bool) {
	if yes != o.Visible() {
		if yes {
			o.Show()
		} else {
			o.Hide()
		}
	}
}
