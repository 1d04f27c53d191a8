package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Entry is a text field that reports when the focus leaves it, and that hands
// the window's shortcuts and the mouse wheel on (Fyne's entry swallows both).
type Entry struct {
	widget.Entry
	Left func() // called when the focus has left it; may be nil
}

// NewEntry is a field of one line.
func NewEntry(placeholder string) *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	return e
}

// NewPasswordEntry masks what is typed; the eye in it shows it while asked.
func NewPasswordEntry(placeholder string) *Entry {
	e := &Entry{}
	e.Password = true
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	return e
}

// NewTextArea is a field of several lines, rows of them at least.
func NewTextArea(placeholder string, rows int) *Entry {
	e := &Entry{}
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	e.SetMinRowsVisible(rows)
	return e
}

// CreateRenderer is part of fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	return underWheel(e, e.Entry.CreateRenderer(), e.MultiLine)
}

// FocusLost is part of fyne.Focusable.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.Left != nil {
		e.Left()
	}
}

// AcceptsTab is part of fyne.Tabbable: also in a field of several lines Tab goes on
// to what is next. Who has no mouse would not get out of Fyne's own.
func (e *Entry) AcceptsTab() bool { return false }

// TypedShortcut is part of fyne.Shortcutable.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	handOn(s, e)
	e.Entry.TypedShortcut(s)
}

// handOn gives one of the window's own shortcuts to the window.
func handOn(s fyne.Shortcut, from fyne.CanvasObject) {
	if _, ours := s.(*desktop.CustomShortcut); !ours {
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(from).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// Choice is an entry with a list of known answers.
type Choice struct {
	widget.SelectEntry
	Left func() // called when the focus has left it; may be nil
}

// NewChoice offers options; anything else can be typed.
func NewChoice(options []string, placeholder string) *Choice {
	c := &Choice{}
	c.SetOptions(options)
	c.ExtendBaseWidget(c)
	c.SetPlaceHolder(placeholder)
	return c
}

// CreateRenderer is part of fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	return underWheel(c, c.SelectEntry.CreateRenderer(), false)
}

// FocusLost is part of fyne.Focusable.
func (c *Choice) FocusLost() {
	c.SelectEntry.FocusLost()
	if c.Left != nil {
		c.Left()
	}
}

// TypedShortcut is part of fyne.Shortcutable.
func (c *Choice) TypedShortcut(s fyne.Shortcut) {
	handOn(s, c)
	c.SelectEntry.TypedShortcut(s)
}
