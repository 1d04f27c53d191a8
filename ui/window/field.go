package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// field is a row of our own: a label, an input and a message under it. Fyne's
// validators are not used: they tick an invalid value while it is being typed,
// or paint an empty field red that nobody has touched yet. Here nothing shows
// until the focus leaves the input, or Save is pressed.
type field struct {
	title *widget.Label
	note  *message
	box   *fyne.Container
}

func newField(title string, input fyne.CanvasObject) *field {
	f := &field{title: widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true}), note: newMessage()}
	f.title.Truncation = fyne.TextTruncateEllipsis
	f.box = container.New(&fieldLayout{}, f.title, input, f.note.box)
	if title == "" {
		f.title.Hide()
	}
	return f
}

// entry is a text field that reports when the focus leaves it, and that hands
// the window's shortcuts on (Fyne's entry swallows Ctrl+1 and the like).
type entry struct {
	widget.Entry
	left func()
}

func newEntry(placeholder string) *entry {
	e := &entry{}
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	return e
}

// newPasswordEntry masks what is typed; the eye in it shows it while asked.
func newPasswordEntry(placeholder string) *entry {
	e := &entry{}
	e.Password = true
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	return e
}

func newTextArea(placeholder string, rows int) *entry {
	e := &entry{}
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	e.SetMinRowsVisible(rows)
	return e
}

func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	if e.left != nil {
		e.left()
	}
}

func (e *entry) TypedShortcut(s fyne.Shortcut) {
	if _, ours := s.(*desktop.CustomShortcut); ours {
		if c, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok {
			c.TypedShortcut(s)
		}
	}
	e.Entry.TypedShortcut(s)
}

// choice is an entry with a list of known answers.
type choice struct {
	widget.SelectEntry
	left func()
}

func newChoice(options []string, placeholder string) *choice {
	c := &choice{}
	c.SetOptions(options)
	c.ExtendBaseWidget(c)
	c.SetPlaceHolder(placeholder)
	return c
}

func (c *choice) FocusLost() {
	c.SelectEntry.FocusLost()
	if c.left != nil {
		c.left()
	}
}

// message is a sentence with a shape before it and at most one button behind
// it. It takes no room while it has nothing to say.
type message struct {
	icon   *widget.Icon
	label  *widget.Label
	button *widget.Button
	box    *fyne.Container
}

func newMessage() *message {
	m := &message{icon: widget.NewIcon(nil), label: widget.NewLabel(""), button: widget.NewButton("", nil)}
	m.label.Wrapping = fyne.TextWrapWord
	m.button.Hide()
	m.box = container.New(&messageLayout{}, m.icon, m.label, m.button)
	m.box.Hide()
	return m
}

func (m *message) set(text string, icon fyne.Resource, importance widget.Importance) {
	m.button.Hide()
	if text == "" {
		m.label.SetText("")
		m.box.Hide()
		return
	}
	m.icon.SetResource(icon)
	if icon == nil {
		m.icon.Hide()
	} else {
		m.icon.Show()
	}
	m.label.Importance = importance
	m.label.SetText(plain(text))
	m.box.Show()
	m.box.Refresh()
}

func (m *message) fail(text string) {
	m.set(text, theme.NewErrorThemedResource(theme.ErrorIcon()), widget.DangerImportance)
}

func (m *message) warn(text string) {
	m.set(text, theme.NewWarningThemedResource(theme.WarningIcon()), widget.MediumImportance)
}

func (m *message) good(text string) {
	m.set(text, theme.NewSuccessThemedResource(theme.ConfirmIcon()), widget.MediumImportance)
}

func (m *message) hint(text string) { m.set(text, nil, widget.LowImportance) }

func (m *message) clear() { m.set("", nil, widget.MediumImportance) }

// offer puts a button behind the sentence.
func (m *message) offer(text string, tapped func()) {
	m.button.SetText(text)
	m.button.OnTapped = tapped
	m.button.Show()
	m.box.Refresh()
}

// text is what the message says, "" when it is not shown.
func (m *message) text() string {
	if !m.box.Visible() {
		return ""
	}
	return m.label.Text
}
