package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// navigation is the list of pages: an icon and a word each.
func (w *Window) navigation() fyne.CanvasObject {
	w.nav = widget.NewList(
		func() int { return len(pages) },
		func() fyne.CanvasObject {
			return container.New(layout.NewCustomPaddedLayout(4, 4, 4, 4),
				container.NewHBox(widget.NewIcon(nil), widget.NewLabel(kit.T("page."+pages[0].name))))
		},
		func(id widget.ListItemID, o fyne.CanvasObject) {
			row := o.(*fyne.Container).Objects[0].(*fyne.Container)
			row.Objects[0].(*widget.Icon).SetResource(kit.Icon(pages[id].icon))
			row.Objects[1].(*widget.Label).SetText(kit.T("page." + pages[id].name))
		})
	w.nav.HideSeparators = true
	w.nav.OnSelected = func(id widget.ListItemID) { w.turnTo(id) }
	return container.New(layout.NewCustomPaddedLayout(8, 0, 6, 6), container.New(&kit.AtLeast{Size: fyne.NewSize(156, 0)}, w.nav))
}
