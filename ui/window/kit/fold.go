package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fold is a heading that shows and hides what stands under it: what few people
// need. Fyne's accordion points down while it is shut, and its lines stand out
// beyond the fields of the page.
type Fold struct {
	// Box is what is put on the page.
	Box *fyne.Container

	head   *widget.Button
	inside fyne.CanvasObject
	scroll *container.Scroll
}

// NewFold is shut at first. scroll is what the page scrolls by.
func NewFold(title string, inside fyne.CanvasObject, scroll *container.Scroll) *Fold {
	f := &Fold{inside: inside, scroll: scroll}
	f.head = widget.NewButtonWithIcon(title, theme.MenuExpandIcon(), func() { f.turn(!inside.Visible()) })
	f.head.Importance, f.head.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	flush := container.New(layout.NewCustomPaddedLayout(-6, -6, -10, 0), container.NewHBox(f.head)) // its shape stands on the edge of the rest
	f.Box = container.New(&Column{Gap: 8}, flush, inside)
	inside.Hide()
	return f
}

// Open shows what stands under the heading.
func (f *Fold) Open() { f.turn(true) }

func (f *Fold) turn(open bool) {
	SetVisible(f.inside, open)
	f.head.SetIcon(theme.MenuExpandIcon())
	if open {
		f.head.SetIcon(theme.MenuDropDownIcon())
	}
	f.Box.Refresh()
	f.scroll.Refresh()
}
