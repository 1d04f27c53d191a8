package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

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
