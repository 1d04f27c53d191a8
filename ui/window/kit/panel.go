package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Panel is a framed area that follows the theme: one app, one rule, the banner.
type Panel struct {
	widget.BaseWidget
	content fyne.CanvasObject
	edge    fyne.ThemeColorName
}

// NewPanel frames objects, stacked with a gap between them.
func NewPanel(objects ...fyne.CanvasObject) *Panel {
	p := &Panel{edge: theme.ColorNameSeparator}
	p.content = container.New(layout.NewCustomPaddedLayout(10, 10, 12, 12), container.New(&Column{Gap: 10}, objects...))
	p.ExtendBaseWidget(p)
	return p
}

// SetEdge colours the frame.
func (p *Panel) SetEdge(name fyne.ThemeColorName) {
	p.edge = name
	p.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	r := &panelRenderer{panel: p, frame: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

type panelRenderer struct {
	panel *Panel
	frame *canvas.Rectangle
}

func (r *panelRenderer) paint() {
	th, variant := r.panel.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.frame.FillColor = th.Color(theme.ColorNameHeaderBackground, variant)
	r.frame.StrokeColor = th.Color(r.panel.edge, variant)
	r.frame.StrokeWidth = 1
	r.frame.CornerRadius = th.Size(theme.SizeNameInputRadius)
}

func (r *panelRenderer) Layout(size fyne.Size) {
	r.frame.Resize(size)
	r.panel.content.Resize(size)
}

func (r *panelRenderer) MinSize() fyne.Size { return r.panel.content.MinSize() }

func (r *panelRenderer) Refresh() {
	r.paint()
	r.frame.Refresh()
	r.panel.content.Refresh()
	r.Layout(r.panel.Size())
}

func (r *panelRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.frame, r.panel.content}
}

func (r *panelRenderer) Destroy() {}
