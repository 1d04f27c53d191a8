package firstrun

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// press is a button that Enter presses too, not only the space bar: whoever came
// here with paste and Enter goes on with Enter.
type press struct{ widget.Button }

func newPress(text string, icon fyne.Resource, tapped func()) *press {
	b := &press{}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey is part of fyne.Focusable.
func (b *press) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		if !b.Disabled() {
			b.OnTapped()
		}
		return
	}
	b.Button.TypedKey(e)
}

// Inner gives the button itself.
func (b *press) Inner() *widget.Button { return &b.Button }
