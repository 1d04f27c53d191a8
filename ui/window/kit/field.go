package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Field is a row of our own: a label, an input and a message under it. Fyne's
// validators are not used: they tick an invalid value while it is being typed,
// or paint an empty field red that nobody has touched yet. Here nothing shows
// until the focus leaves the input, or Save is pressed.
type Field struct {
	Title *widget.Label
	Note  *Message        // under the input
	Box   *fyne.Container // what is put on the page
}

// NewField puts input under title ("" for none).
func NewField(title string, input fyne.CanvasObject) *Field {
	f := &Field{Title: widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true}), Note: NewMessage()}
	f.Title.Truncation = fyne.TextTruncateEllipsis
	f.Box = container.New(&fieldLayout{}, f.Title, input, f.Note.Box)
	if title == "" {
		f.Title.Hide()
	}
	return f
}
