package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Border puts objects around a centre, any of them nil. Tab goes through them as
// they are read: top, left, centre, right, bottom. Fyne's own container.NewBorder
// has the centre first, so that Tab would begin in the middle of the window, and
// gives what wraps in the top the height of its old width.
func Border(top, bottom, left, right, centre fyne.CanvasObject) *fyne.Container {
	l := &border{top: top, bottom: bottom, left: left, right: right, centre: centre}
	c := container.New(l)
	for _, o := range []fyne.CanvasObject{top, left, centre, right, bottom} {
		if o != nil {
			c.Objects = append(c.Objects, o)
		}
	}
	return c
}

type border struct {
	top, bottom, left, right, centre fyne.CanvasObject

	laid laid
}

func there(o fyne.CanvasObject) bool { return o != nil && o.Visible() }

// Layout is part of fyne.Layout.
func (l *border) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	pad := theme.Padding()
	at, rest := fyne.Position{}, size
	if there(l.top) {
		high := fit(l.top, size.Width)
		l.top.Move(at)
		at.Y, rest.Height = high+pad, rest.Height-high-pad
	}
	if there(l.bottom) {
		high := fit(l.bottom, size.Width)
		l.bottom.Move(fyne.NewPos(0, size.Height-high))
		rest.Height -= high + pad
	}
	if there(l.left) {
		wide := l.left.MinSize().Width
		l.left.Resize(fyne.NewSize(wide, rest.Height))
		l.left.Move(at)
		at.X, rest.Width = wide+pad, rest.Width-wide-pad
	}
	if there(l.right) {
		wide := l.right.MinSize().Width
		l.right.Resize(fyne.NewSize(wide, rest.Height))
		l.right.Move(fyne.NewPos(size.Width-wide, at.Y))
		rest.Width -= wide + pad
	}
	if there(l.centre) {
		l.centre.Resize(rest)
		l.centre.Move(at)
	}
	l.laid.done(objects, size)
}

// MinSize is part of fyne.Layout.
func (l *border) MinSize(objects []fyne.CanvasObject) fyne.Size {
	pad := theme.Padding()
	var middle, around fyne.Size
	for i, least := range l.laid.least(objects, l.Layout) {
		switch o := objects[i]; {
		case least == gone:
		case o == l.top, o == l.bottom:
			around.Width = max(around.Width, least.Width)
			around.Height += least.Height + pad
		case o == l.left, o == l.right:
			middle.Width += least.Width + pad
			middle.Height = max(middle.Height, least.Height)
		default:
			middle.Width += least.Width
			middle.Height = max(middle.Height, least.Height)
		}
	}
	return fyne.NewSize(max(middle.Width, around.Width), middle.Height+around.Height)
}
