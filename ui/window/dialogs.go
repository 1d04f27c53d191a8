package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// answer is a button of a question: a verb and what it does.
type answer struct {
	verb   string
	strong bool // the one that is meant; never what destroys something
	danger bool
	do     func()
}

// question is what stands in front of the page until it is answered.
type question struct {
	pop     *widget.PopUp
	text    *widget.Label
	buttons []*widget.Button
	strong  *widget.Button
}

// questionWidth is how wide a question is, in Fyne's units.
const questionWidth float32 = 460

// ask puts a question with verbs as buttons in front of the page. The first
// answer is the way out, which Escape takes; Enter takes the strong one, if any.
// Fyne's own dialogs are not used: they come with its file chooser and confirm
// with "Yes" and "No".
func (w *Window) ask(title, text string, answers ...answer) {
	q := &question{text: widget.NewLabel(plain(text))}
	q.text.Wrapping = fyne.TextWrapWord
	heading := widget.NewLabelWithStyle(plain(title), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	row := container.NewHBox(layout.NewSpacer())
	for _, a := range answers {
		b := widget.NewButton(a.verb, func() {
			w.answered()
			if a.do != nil {
				a.do()
			}
		})
		switch {
		case a.strong:
			b.Importance, q.strong = widget.HighImportance, b
		case a.danger:
			b.Importance = widget.DangerImportance
		}
		q.buttons = append(q.buttons, b)
		row.Add(b)
	}
	// The label must know its width before it can tell its height.
	q.text.Resize(fyne.NewSize(questionWidth, q.text.MinSize().Height))
	body := container.New(&column{gap: 4}, heading, q.text, container.New(layout.NewCustomPaddedLayout(8, 4, 4, 4), row))
	q.pop = widget.NewModalPopUp(container.New(layout.NewCustomPaddedLayout(8, 8, 8, 8),
		container.New(&atLeast{fyne.NewSize(questionWidth, 0)}, body)), w.win.Canvas())
	w.asked = q
	q.pop.Show()
	w.win.Canvas().SetOnTypedKey(w.questionKey)
}

// answered takes the question away.
func (w *Window) answered() {
	if w.asked == nil {
		return
	}
	w.win.Canvas().SetOnTypedKey(nil)
	w.asked.pop.Hide()
	w.asked = nil
}

func (w *Window) questionKey(e *fyne.KeyEvent) {
	switch q := w.asked; {
	case q == nil:
	case e.Name == fyne.KeyEscape:
		q.buttons[0].OnTapped()
	case (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && q.strong != nil:
		q.strong.OnTapped()
	}
}

// confirm asks before something that takes effect on other programs.
func (w *Window) confirm(title, text, verb string, do func()) {
	w.ask(title, text, answer{verb: T("cancel")}, answer{verb: verb, danger: true, do: do})
}
