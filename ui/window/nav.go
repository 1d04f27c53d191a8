package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// pageOrder is the order of the list on the left, and of Ctrl+1 to Ctrl+4.
var pageOrder = []string{control.PageKey, control.PageConnection, control.PageThinking, control.PageParameters}

// navigation is the list of pages: an icon and a word each.
func (w *Window) navigation() fyne.CanvasObject {
	w.nav = widget.NewList(
		func() int { return len(pageOrder) },
		func() fyne.CanvasObject {
			return container.New(layout.NewCustomPaddedLayout(4, 4, 4, 4),
				container.NewHBox(widget.NewIcon(nil), widget.NewLabel(T("page."+pageOrder[0]))))
		},
		func(id widget.ListItemID, o fyne.CanvasObject) {
			row := o.(*fyne.Container).Objects[0].(*fyne.Container)
			row.Objects[0].(*widget.Icon).SetResource(pageIcons[pageOrder[id]])
			row.Objects[1].(*widget.Label).SetText(T("page." + pageOrder[id]))
		})
	w.nav.HideSeparators = true
	w.nav.OnSelected = func(id widget.ListItemID) { w.turnTo(pageOrder[id]) }
	return container.New(layout.NewCustomPaddedLayout(8, 0, 6, 6), container.New(&atLeast{fyne.NewSize(156, 0)}, w.nav))
}

// pageKeys turn to the pages, in their order.
var pageKeys = []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4}

// shortcuts: Ctrl+1 to Ctrl+4 turn to a page, Ctrl+W closes the window (Cmd on a Mac).
func (w *Window) shortcuts() {
	for _, key := range append([]fyne.KeyName{fyne.KeyW}, pageKeys...) {
		w.win.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, w.press)
	}
}

func (w *Window) press(s fyne.Shortcut) {
	keys, ok := s.(fyne.KeyboardShortcut)
	switch {
	case !ok || w.asked != nil: // a question waits for its answer
	case keys.Key() == fyne.KeyW:
		w.close()
	default:
		for i, key := range pageKeys {
			if key == keys.Key() {
				w.Open(pageOrder[i])
			}
		}
	}
}
