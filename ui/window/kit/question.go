package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Answer is a button of a question: a verb and what it does.
type Answer struct {
	Verb   string
	Strong bool // the one that is meant; never what destroys something
	Danger bool
	Do     func() // nil: nothing but going away
}

// Question is what stands in front of the page until it is answered.
type Question struct {
	// Body is what it shows, for tests.
	Body fyne.CanvasObject

	pop     *widget.PopUp
	buttons []*verb
	strong  *verb
}

// questionWidth is how wide a question is, in Fyne's units.
const questionWidth float32 = 460

// Ask puts a question with verbs as buttons in front of the page. The first
// answer is the way out, which Escape takes; Enter takes the strong one, if any.
// Fyne's own dialogs are not used: they come with its file chooser and confirm
// with "Yes" and "No".
func (h *Host) Ask(title, text string, answers ...Answer) { h.AskWith(title, text, nil, answers...) }

// AskWith is Ask with something of its own between the text and the buttons, for instance a field.
func (h *Host) AskWith(title, text string, content fyne.CanvasObject, answers ...Answer) {
	h.answered() // one at a time
	q := &Question{}
	heading := widget.NewLabelWithStyle(Plain(title), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.Wrapping = fyne.TextWrapWord
	parts := container.New(&Column{Gap: 4}, heading)
	if text != "" {
		said := widget.NewLabel(Plain(text))
		said.Wrapping = fyne.TextWrapWord
		// The label must know its width before it can tell its height.
		said.Resize(fyne.NewSize(questionWidth, said.MinSize().Height))
		parts.Add(said)
	}
	heading.Resize(fyne.NewSize(questionWidth, heading.MinSize().Height))
	if content != nil {
		parts.Add(container.New(layout.NewCustomPaddedLayout(4, 4, 8, 8), content))
	}
	row := container.NewHBox(layout.NewSpacer())
	for _, a := range answers {
		b := newVerb(a.Verb, func() {
			h.answered()
			if a.Do != nil {
				a.Do()
			}
		}, h.questionKey)
		switch {
		case a.Strong:
			b.Importance, q.strong = widget.HighImportance, b
		case a.Danger:
			b.Importance = widget.DangerImportance
		}
		q.buttons = append(q.buttons, b)
		row.Add(b)
	}
	parts.Add(container.New(layout.NewCustomPaddedLayout(8, 4, 4, 4), row))
	q.Body = container.New(layout.NewCustomPaddedLayout(8, 8, 8, 8), container.New(&AtLeast{fyne.NewSize(questionWidth, 0)}, parts))
	q.pop = widget.NewModalPopUp(q.Body, h.Win.Canvas())
	h.asked = q
	q.pop.Show()
	h.Win.Canvas().SetOnTypedKey(h.questionKey)
}

// Confirm asks before something that takes effect on other programs or cannot be taken back.
func (h *Host) Confirm(title, text, verb string, do func()) {
	h.Ask(title, text, Answer{Verb: T("cancel")}, Answer{Verb: verb, Danger: true, Do: do})
}

// Asked is the question that waits for an answer, nil when there is none.
func (h *Host) Asked() *Question { return h.asked }

// Default is the verb that Enter takes, "" when there is none.
func (q *Question) Default() string {
	if q.strong == nil {
		return ""
	}
	return q.strong.Text
}

// Dismiss takes a question away that nobody has answered: the page behind it is going.
func (h *Host) Dismiss() { h.answered() }

// answered takes the question away.
func (h *Host) answered() {
	if h.asked == nil {
		return
	}
	h.Win.Canvas().SetOnTypedKey(nil)
	h.asked.pop.Hide()
	h.asked = nil
}

func (h *Host) questionKey(e *fyne.KeyEvent) {
	switch q := h.asked; {
	case q == nil:
	case e.Name == fyne.KeyEscape:
		q.buttons[0].OnTapped()
	case (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && q.strong != nil:
		q.strong.OnTapped()
	}
}

// verb is a button of a question. Fyne's button swallows every key while it has
// the focus; this one lets Escape through, and takes Enter for itself.
type verb struct {
	widget.Button
	other func(*fyne.KeyEvent)
}

func newVerb(text string, tapped func(), other func(*fyne.KeyEvent)) *verb {
	b := &verb{other: other}
	b.Text, b.OnTapped = text, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey is part of fyne.Focusable.
func (b *verb) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.OnTapped()
	case fyne.KeyEscape:
		b.other(e)
	default:
		b.Button.TypedKey(e)
	}
}

// Inner gives the button itself.
func (b *verb) Inner() *widget.Button { return &b.Button }
