package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over a text field and takes the mouse wheel. Fyne's entry takes it for
// itself even when there is nothing in it to scroll, so that a page stops moving as
// soon as a field comes under the pointer. Here a field of several lines scrolls
// its own text as far as that goes; all else moves the page.
type wheel struct {
	widget.BaseWidget
	field fyne.CanvasObject
	text  *container.Scroll // the field's own, nil in a field of one line
}

// underWheel puts a wheel over what renders a field.
func underWheel(field fyne.CanvasObject, r fyne.WidgetRenderer, lines bool) fyne.WidgetRenderer {
	w := &wheel{field: field}
	for _, o := range r.Objects() {
		if s, ok := o.(*container.Scroll); ok && lines {
			w.text = s
		}
	}
	w.ExtendBaseWidget(w)
	return &wheeled{r, w}
}

// CreateRenderer is part of fyne.Widget: there is nothing to see.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(nil))
}

// Scrolled is part of fyne.Scrollable.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) {
	if w.text != nil && w.text.Visible() {
		at := w.text.Offset
		w.text.Scrolled(e)
		if w.text.Offset != at {
			return
		}
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(w.field)
	if c == nil {
		return
	}
	if page := scrollAround(c.Content(), w.field, nil); page != nil {
		page.Scrolled(e)
	}
}

// scrollAround finds what scrolls field, which lies somewhere below o; around is what scrolls o.
func scrollAround(o, field fyne.CanvasObject, around *container.Scroll) *container.Scroll {
	switch o := o.(type) {
	case *fyne.Container:
		for _, part := range o.Objects {
			if found := scrollAround(part, field, around); found != nil {
				return found
			}
		}
	case *container.Scroll:
		return scrollAround(o.Content, field, o)
	case *container.Clip:
		return scrollAround(o.Content, field, around)
	case *container.ThemeOverride:
		return scrollAround(o.Content, field, around)
	case *Panel:
		return scrollAround(o.content, field, around)
	default:
		if o == field {
			return around
		}
	}
	return nil
}

// wheeled renders a field with its wheel on top.
type wheeled struct {
	fyne.WidgetRenderer
	wheel *wheel
}

// Layout is part of fyne.WidgetRenderer.
func (r *wheeled) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.wheel.Resize(size)
}

// Objects is part of fyne.WidgetRenderer.
func (r *wheeled) Objects() []fyne.CanvasObject {
	inside := r.WidgetRenderer.Objects()
	return append(inside[:len(inside):len(inside)], r.wheel)
}
