package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// beside puts what helps behind what is said where it has room there, and under
// it otherwise: the smallest window has little height to give away.
type beside struct{ help func() float32 } // how wide what helps is in one row

// helpShare is the share of the width that what helps may take of what is said.
const helpShare float32 = 0.45

// fits reports whether what helps stands behind what is said.
func (l beside) fits(width float32) bool { return width > 0 && l.help() <= width*helpShare }

// Layout is part of fyne.Layout. The objects are what is said and what helps.
func (l beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	said, help := o[0], o[1]
	if !help.Visible() {
		fitHeight(said, size.Width)
		said.Move(fyne.Position{})
		return
	}
	if wide := l.help(); l.fits(size.Width) {
		fitHeight(said, size.Width-wide-theme.Padding())
		said.Move(fyne.NewPos(0, max(0, (size.Height-said.Size().Height)/2)))
		fitHeight(help, wide)
		help.Move(fyne.NewPos(size.Width-wide, max(0, (size.Height-help.Size().Height)/2)))
		return
	}
	fitHeight(said, size.Width)
	said.Move(fyne.Position{})
	fitHeight(help, size.Width)
	help.Move(fyne.NewPos(0, said.Size().Height))
}

// MinSize is part of fyne.Layout, for the width that the objects have now.
func (l beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	said, help := o[0].MinSize(), o[1].MinSize()
	if !o[1].Visible() {
		return said
	}
	if o[1].Position().X > 0 {
		return fyne.NewSize(max(said.Width, help.Width), max(said.Height, help.Height))
	}
	return fyne.NewSize(max(said.Width, help.Width), said.Height+help.Height)
}

// fitHeight makes o that wide and as high as it needs to be then.
func fitHeight(o fyne.CanvasObject, width float32) {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
}
