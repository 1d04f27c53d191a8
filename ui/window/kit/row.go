package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Row is something that can be done: what it is called, a sentence about it, and
// at the right the button that does it.
func Row(title, text string, button *widget.Button) fyne.CanvasObject {
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.Wrapping = fyne.TextWrapWord
	lead := widget.NewLabel(text)
	lead.Wrapping = fyne.TextWrapWord
	lead.Importance = widget.LowImportance
	return container.New(&Columns{Gap: 12, Cells: []Cell{{Share: 1}, {}}}, Flush(container.New(&Column{Gap: -16}, heading, lead)), button)
}
