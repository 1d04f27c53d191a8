package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Message is a sentence with a shape before it and at most one button behind
// it. It takes no room while it has nothing to say.
type Message struct {
	icon   *widget.Icon
	label  *widget.Label
	button *widget.Button

	// Box is what is put on the page.
	Box *fyne.Container

	good    bool   // it reports a success
	changed func() // told of every new sentence; may be nil
}

// NewMessage has nothing to say yet.
func NewMessage() *Message {
	m := &Message{icon: widget.NewIcon(nil), label: widget.NewLabel(""), button: widget.NewButton("", nil)}
	m.label.Wrapping = fyne.TextWrapWord
	m.button.Hide()
	m.Box = container.New(&messageLayout{}, m.icon, m.label, m.button)
	m.Box.Hide()
	return m
}

func (m *Message) set(text string, icon fyne.Resource, importance widget.Importance, good bool) {
	m.button.Hide()
	m.good = good && text != ""
	if m.changed != nil {
		defer m.changed()
	}
	if text == "" {
		m.label.SetText("")
		m.Box.Hide()
		return
	}
	m.icon.SetResource(icon)
	if icon == nil {
		m.icon.Hide()
	} else {
		m.icon.Show()
	}
	m.label.Importance = importance
	m.label.SetText(Plain(text))
	m.Box.Show()
	m.Box.Refresh()
}

// Fail says what is wrong.
func (m *Message) Fail(text string) {
	m.set(text, theme.NewErrorThemedResource(theme.ErrorIcon()), widget.DangerImportance, false)
}

// Warn says what is allowed but unwise.
func (m *Message) Warn(text string) {
	m.set(text, theme.NewWarningThemedResource(theme.WarningIcon()), widget.MediumImportance, false)
}

// Good says what has worked.
func (m *Message) Good(text string) {
	m.set(text, theme.NewSuccessThemedResource(theme.ConfirmIcon()), widget.MediumImportance, true)
}

// Hint says what is worth knowing.
func (m *Message) Hint(text string) { m.set(text, nil, widget.LowImportance, false) }

// Clear takes the sentence away.
func (m *Message) Clear() { m.set("", nil, widget.MediumImportance, false) }

// Offer puts a button behind the sentence.
func (m *Message) Offer(text string, tapped func()) {
	m.button.SetText(text)
	m.button.OnTapped = tapped
	m.button.Show()
	m.Box.Refresh()
}

// Text is what the message says, "" when it is not shown.
func (m *Message) Text() string {
	if !m.Box.Visible() {
		return ""
	}
	return m.label.Text
}
