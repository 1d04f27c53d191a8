package windowtest

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Frames lays a window out as a real canvas does before it draws a frame; the
// test's canvas does not. It does so with Fyne's own shortcomings: of several
// parents whose parts have changed, one is remembered (Canvas.EnsureMinSize).
type Frames struct {
	root    *drawn
	forgets *drawn // the one parent that is to be laid out
	changed bool
}

// drawn is what was there in the frame before.
type drawn struct {
	object fyne.CanvasObject
	parent *drawn
	parts  []*drawn
	least  fyne.Size
}

// Draw draws frames until nothing is laid out anew, as many as three: what is still
// wrong then stays so until something else changes.
func (b *Bench) Draw() {
	root := b.Win.Canvas().Content()
	if b.frames == nil || b.frames.root.object != root {
		b.frames = &Frames{root: &drawn{object: root}}
	}
	for range 3 {
		b.frames.changed = false
		b.frames.frame(b.frames.root)
		if !b.frames.changed {
			return
		}
	}
}

func (f *Frames) frame(n *drawn) {
	for i, part := range partsOf(n.object) {
		if i >= len(n.parts) || n.parts[i].object != part {
			n.parts = append(n.parts[:i:i], &drawn{object: part, parent: n})
		}
		f.frame(n.parts[i])
	}
	if f.forgets == n {
		f.forgets = nil
		layOut(n.object)
	}
	least := n.object.MinSize()
	if least == n.least {
		return
	}
	n.least, f.changed = least, true
	if n.parent != nil {
		f.forgets = n.parent
	} else {
		layOut(n.object)
	}
}

func layOut(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		if o.Layout != nil {
			o.Layout.Layout(o.Objects, o.Size())
		}
	case fyne.Widget:
		test.WidgetRenderer(o).Layout(o.Size())
	}
}

// partsOf are the visible parts of what is visible.
func partsOf(o fyne.CanvasObject) []fyne.CanvasObject {
	var all, seen []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		all = o.Objects
	case fyne.Widget:
		all = test.WidgetRenderer(o).Objects()
	}
	for _, part := range all {
		if part.Visible() {
			seen = append(seen, part)
		}
	}
	return seen
}
