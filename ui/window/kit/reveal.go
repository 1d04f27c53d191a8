package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// revealed is the room that stays free below what is revealed, in Fyne's units.
const revealed float32 = 12

// Reveal scrolls just so far that o is in sight, its upper edge in any case. o
// stands somewhere in what scrolls.
func Reveal(scroll *container.Scroll, o fyne.CanvasObject) {
	scroll.Refresh() // o may have grown
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll.Content).Y
	end, room := top+o.MinSize().Height+revealed, scroll.Size().Height
	at := scroll.Offset.Y
	if end > at+room {
		at = end - room
	}
	scroll.ScrollToOffset(fyne.NewPos(scroll.Offset.X, min(at, top)))
}
