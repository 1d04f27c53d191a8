package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Painted is a shape in a colour of the theme. What is drawn with Fyne's canvas
// alone keeps the colour of the moment, also when the desktop turns dark.
type Painted struct {
	widget.BaseWidget
	shape fyne.CanvasObject
	paint func()
}

// NewDisc is a circle.
func NewDisc(name fyne.ThemeColorName) *Painted {
	shape := canvas.NewCircle(nil)
	return painted(shape, func() { shape.FillColor = theme.Color(name) })
}

// NewBlock is a rectangle with slightly round corners.
func NewBlock(name fyne.ThemeColorName) *Painted {
	shape := canvas.NewRectangle(nil)
	shape.CornerRadius = 2
	return painted(shape, func() { shape.FillColor = theme.Color(name) })
}

func painted(shape fyne.CanvasObject, paint func()) *Painted {
	p := &Painted{shape: shape, paint: paint}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer is part of fyne.Widget.
func (p *Painted) CreateRenderer() fyne.WidgetRenderer {
	p.paint()
	return &paintedRenderer{widget.NewSimpleRenderer(p.shape), p}
}

type paintedRenderer struct {
	fyne.WidgetRenderer
	of *Painted
}

// Refresh is part of fyne.WidgetRenderer.
func (r *paintedRenderer) Refresh() {
	r.of.paint()
	r.WidgetRenderer.Refresh()
}
