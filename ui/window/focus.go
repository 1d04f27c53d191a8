package window

import (
	"time"

	"fyne.io/fyne/v2"

	"keyport/ui/window/kit"
)

// watchFocus keeps what has the focus in sight: on a page that is longer than the
// window Tab would go on where nobody sees it. Fyne tells nobody where the focus
// goes, so it is looked for with every frame, which costs a comparison.
func (w *Window) watchFocus() {
	look := fyne.NewAnimation(time.Second, func(float32) { w.followFocus() })
	look.RepeatCount = fyne.AnimationRepeatForever
	look.Start()
}

// followFocus scrolls to what has the focus when that is something else than before.
func (w *Window) followFocus() {
	focused := w.win.Canvas().Focused()
	if focused == w.focused {
		return
	}
	w.focused = focused
	if o, ok := focused.(fyne.CanvasObject); ok {
		kit.BringIntoSight(w.win.Content(), o)
	}
}
