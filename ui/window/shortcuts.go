package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"keyport/ui/window/kit"
)

// pageKeys turn to the pages, in their order.
var pageKeys = []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9}

// shortcuts: Ctrl+1 to Ctrl+9 turn to a page, Ctrl+F finds something in it,
// Ctrl+W closes the window (Cmd on a Mac).
func (w *Window) shortcuts() {
	for _, key := range append([]fyne.KeyName{fyne.KeyW, fyne.KeyF}, pageKeys...) {
		w.win.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, w.press)
	}
}

func (w *Window) press(s fyne.Shortcut) {
	keys, ok := s.(fyne.KeyboardShortcut)
	if !ok || w.host.Asked() != nil { // a question waits for its answer
		return
	}
	switch keys.Key() {
	case fyne.KeyW:
		w.close()
		return
	}
	if w.guide != nil { // there is no list of pages
		return
	}
	switch keys.Key() {
	case fyne.KeyF:
		if page, ok := w.pages[w.current].(kit.Finder); ok {
			page.Find()
		}
	default:
		for i, key := range pageKeys {
			if key == keys.Key() && i < len(pages) {
				w.nav.Select(i)
			}
		}
	}
}
