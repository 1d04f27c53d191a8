package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// blank is a page with a form and one field on it.
type blank struct {
	*kit.Form
	field *kit.Entry
	saves int
}

func newBlank(h *kit.Host) *blank {
	p := &blank{field: kit.NewEntry("")}
	p.Form = kit.NewForm(h, "Blank", "", func() { p.saves++ }, func() { p.field.SetText("") })
	p.field.OnChanged = func(text string) {
		if text != "" {
			p.Message.Clear()
			text = "The name becomes " + text + "."
		}
		p.Unsaved(text)
	}
	p.Add(kit.NewField("Name", p.field).Box)
	return p
}

func (*blank) Load()  {}
func (*blank) Show()  {}
func (*blank) Leave() {}

func TestEscapeIsCancelAndEnterTheDefault(t *testing.T) {
	removed, kept := 0, 0
	ask := func(t *testing.T) *windowtest.Bench {
		b, _ := windowtest.Open(t, windowtest.NewFake(), newBlank)
		removed, kept = 0, 0
		b.Host.Confirm("Remove", "Everything goes.", "Remove", func() { removed++ })
		return b
	}
	t.Run("enter destroys nothing", func(t *testing.T) {
		b := ask(t)
		b.Press(fyne.KeyReturn)
		if b.Host.Asked() == nil || removed > 0 {
			t.Error("Enter took an answer that destroys something")
		}
	})
	t.Run("escape", func(t *testing.T) {
		b := ask(t)
		b.Press(fyne.KeyEscape)
		if b.Host.Asked() != nil || removed > 0 {
			t.Error("Escape did not take the question away")
		}
	})
	t.Run("escape while a button has the focus", func(t *testing.T) {
		b := ask(t)
		b.Win.Canvas().FocusNext()
		if b.Win.Canvas().Focused() == nil {
			t.Fatal("no button takes the focus")
		}
		b.Press(fyne.KeyEscape)
		if b.Host.Asked() != nil || removed > 0 {
			t.Error("Escape did not take the question away")
		}
	})
	t.Run("enter on the button that has the focus", func(t *testing.T) {
		b := ask(t)
		b.Win.Canvas().FocusNext()
		b.Win.Canvas().FocusNext()
		b.Press(fyne.KeyReturn)
		if b.Host.Asked() != nil || removed != 1 {
			t.Error("Enter did not press the button that has the focus")
		}
	})
	t.Run("enter takes the strong answer", func(t *testing.T) {
		b := ask(t)
		b.Host.Ask("Keep", "", kit.Answer{Verb: "Cancel"}, kit.Answer{Verb: "Keep", Strong: true, Do: func() { kept++ }})
		windowtest.WantText(t, "default", b.Host.Asked().Default(), "Keep")
		b.Press(fyne.KeyReturn)
		if kept != 1 || b.Host.Asked() != nil {
			t.Error("Enter did not take the answer that is meant")
		}
	})
}

func TestAQuestionMayHoldAField(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.NewFake(), newBlank)
	field, said := kit.NewEntry("yes"), ""
	b.Host.AskWith("Sure", "Write yes.", field, kit.Answer{Verb: "Cancel"}, kit.Answer{Verb: "Go on", Do: func() { said = field.Text }})
	b.Write(b.EntryShowing("yes"), "yes")
	b.Tap("Go on")
	windowtest.WantText(t, "answer", said, "yes")
}
