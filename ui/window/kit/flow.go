package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Flow puts objects beside each other, each as wide as it needs to be, and goes
// on in the next row where there is no more room: buttons whose words are longer
// in another language.
type Flow struct{}

// Layout is part of fyne.Layout.
func (l *Flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.each(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, least fyne.Size) {
		o.Resize(least)
		o.Move(at)
	})
}

// MinSize is part of fyne.Layout: as wide as the widest object, and as high as
// the rows that the objects stand in now.
func (l *Flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			least := o.MinSize()
			size.Width = max(size.Width, least.Width)
			size.Height = max(size.Height, o.Position().Y+least.Height)
		}
	}
	return size
}

func (l *Flow) each(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) {
	gap, at, high := theme.Padding(), fyne.Position{}, float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		if at.X > 0 && at.X+least.Width > width {
			at = fyne.NewPos(0, at.Y+high+gap)
			high = 0
		}
		put(o, at, least)
		at.X += least.Width + gap
		high = max(high, least.Height)
	}
}
