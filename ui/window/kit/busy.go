package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Busy disables what must not be pressed twice while a call runs, and turns a
// spinner meanwhile. Nothing else on a page is ever greyed out.
type Busy struct {
	// Spin is the spinner; it takes no room while nothing runs.
	Spin *widget.Activity

	spins   []*widget.Activity
	buttons []fyne.Disableable
	running int
	changed func() // told when calls begin and end; may be nil
}

// NewBusy is for these buttons.
func NewBusy(buttons ...fyne.Disableable) *Busy {
	b := &Busy{buttons: buttons}
	b.Spin = b.Spinner()
	return b
}

// Spinner gives one more spinner, for another place on the page.
func (b *Busy) Spinner() *widget.Activity {
	spin := widget.NewActivity()
	spin.Hide()
	b.spins = append(b.spins, spin)
	return spin
}

// Add takes in further buttons.
func (b *Busy) Add(buttons ...fyne.Disableable) { b.buttons = append(b.buttons, buttons...) }

// Running says whether a call runs.
func (b *Busy) Running() bool { return b.running > 0 }

// Start is for the beginning of a call. Calls may overlap.
func (b *Busy) Start() {
	b.running++
	b.apply()
}

// Stop is for the end of a call.
func (b *Busy) Stop() {
	b.running--
	b.apply()
}

func (b *Busy) apply() {
	for _, button := range b.buttons {
		switch off := b.Running(); {
		case off && !button.Disabled():
			button.Disable()
		case !off && button.Disabled():
			button.Enable()
		}
	}
	for _, spin := range b.spins {
		if b.Running() {
			spin.Show()
			spin.Start()
		} else {
			spin.Stop()
			spin.Hide()
		}
	}
	if b.changed != nil {
		b.changed()
	}
}
