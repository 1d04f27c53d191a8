package window

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"keyport/ui/window/windowtest"
)

// Fyne leaves what scrolls where it is when Tab reaches something below.
func TestWhatTabReachesIsInSight(t *testing.T) {
	b := open(t, busyFake())
	b.Win.Resize(leastSize)
	scrolled := false
	for i, p := range pages {
		b.w.nav.Select(i)
		b.Settle()
		layOut(b.Win.Content())
		b.Win.Canvas().Unfocus()
		for range controls(b.Win.Content()) {
			b.Win.Canvas().FocusNext()
			b.w.followFocus()
			focused := b.Win.Canvas().Focused()
			windowtest.Walk(b.Win.Content(), func(o fyne.CanvasObject) {
				if scroll, ok := o.(*container.Scroll); ok && holds(scroll, focused) {
					scrolled = scrolled || scroll.Offset.Y > 0
					if !insight(scroll, focused.(fyne.CanvasObject)) {
						t.Errorf("%s: Tab reaches %v out of sight", p.name, place{what: focused, at: fyne.CurrentApp().Driver().AbsolutePositionForObject(focused.(fyne.CanvasObject)), size: focused.(fyne.CanvasObject).Size()})
					}
				}
			})
		}
	}
	if !scrolled {
		t.Error("no page is longer than the window: this tests nothing")
	}
}

func holds(scroll *container.Scroll, what fyne.Focusable) (found bool) {
	windowtest.Walk(scroll, func(o fyne.CanvasObject) { found = found || any(o) == any(what) })
	return found
}

func insight(scroll *container.Scroll, o fyne.CanvasObject) bool {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll).Y
	return top >= 0 && top+min(o.Size().Height, scroll.Size().Height) <= scroll.Size().Height+0.5
}
