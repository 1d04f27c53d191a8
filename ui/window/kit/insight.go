package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// BringIntoSight scrolls what stands in content so far that o, which stands somewhere in
// it, is in sight. Fyne itself scrolls to nothing that Tab reaches.
func BringIntoSight(content, o fyne.CanvasObject) {
	for _, scroll := range scrolls(content) {
		if !holds(scroll, o) {
			continue
		}
		margin, room, offset := theme.Padding(), scroll.Size().Height, scroll.Offset
		top := offset.Y + positionOf(o).Y - positionOf(scroll).Y - margin
		bottom := top + o.Size().Height + 2*margin
		switch {
		case top < offset.Y || bottom-top > room: // what is higher than the room shows its beginning
			offset.Y = max(top, 0)
		case bottom > offset.Y+room:
			offset.Y = bottom - room
		default:
			continue
		}
		scroll.ScrollToOffset(offset)
	}
}

func positionOf(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
}

// holds says whether o stands in what scrolls: then it moves along. Who stands in
// a widget, as the titles of an accordion do, is not to be found in another way.
func holds(scroll *container.Scroll, o fyne.CanvasObject) bool {
	at, was := scroll.Content.Position(), positionOf(o)
	scroll.Content.Move(at.AddXY(0, 1))
	moved := positionOf(o) != was
	scroll.Content.Move(at)
	return moved
}

// scrolls are those that can be seen, from the outside in.
func scrolls(o fyne.CanvasObject) (all []*container.Scroll) {
	if !o.Visible() {
		return nil
	}
	switch o := o.(type) {
	case *container.Scroll:
		return append([]*container.Scroll{o}, scrolls(o.Content)...)
	case *fyne.Container:
		for _, part := range o.Objects {
			all = append(all, scrolls(part)...)
		}
	}
	return all
}
