package models

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// tryBox shows what the rules, as they stand on the page, make of a request.
type tryBox struct {
	page *rulesPart
	box  *kit.Panel

	model   *kit.Choice
	body    *kit.Entry
	note    *kit.Message
	grid    *grid
	changes *widget.Label
	told    []*kit.Message // the notes of the cards that say what a trial has found

	round int  // counts the trials, so that only the last one shows
	runs  bool // a trial is on its way
	again bool // and another one is wanted behind it
}

// pause is how long nothing must be typed before the rules are tried.
const pause = 300 * time.Millisecond

// example is a request as apps send it.
const example = `{
  "messages": [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello"}
  ],
  "temperature": 1,
  "max_tokens": 4096,
  "stream": true
}`

func newTryBox(p *rulesPart) *tryBox {
	t := &tryBox{page: p, note: kit.NewMessage(), grid: newGrid()}
	t.model = kit.NewChoice(nil, kit.T("try.model_hint"))
	t.model.SetText("gpt-5")
	t.body = kit.NewTextArea("", 7)
	t.body.TextStyle.Monospace = true
	t.body.Wrapping = fyne.TextWrapBreak
	t.body.SetText(example)
	t.changes = widget.NewLabel("")
	t.changes.Wrapping = fyne.TextWrapWord
	t.model.OnChanged = func(string) { t.later() }
	t.body.OnChanged = func(string) { t.later() }
	reset := widget.NewButtonWithIcon(kit.T("try.example"), theme.ContentUndoIcon(), func() { t.body.SetText(example) })
	reset.Importance = widget.LowImportance
	t.box = kit.NewPanel(
		kit.Border(nil, nil, nil, reset, kit.Section(kit.T("try.title"), "")),
		kit.NewField(kit.T("try.model"), t.model).Box,
		kit.NewField(kit.T("try.body"), t.body).Box,
		t.note.Box,
		kit.NewField(kit.T("try.result"), t.grid.box).Box,
		kit.Flush(t.changes),
	)
	return t
}

// offer puts the models there are into the choice.
func (t *tryBox) offer(models []control.Model) {
	var names []string
	for _, m := range models {
		names = append(names, m.ID)
	}
	t.model.SetOptions(names)
	if len(names) > 0 && t.model.Text == "gpt-5" && !slices.Contains(names, "gpt-5") {
		t.model.SetText(names[0])
	}
}

// later tries the rules once nothing was typed for a moment.
func (t *tryBox) later() {
	t.round++
	round := t.round
	t.page.h.Calls.After(pause, func() {
		if round == t.round {
			t.now()
		}
	})
}

// now tries the rules. One trial runs at a time.
func (t *tryBox) now() {
	if !t.page.h.Session.Loaded {
		return
	}
	if t.runs {
		t.again = true
		return
	}
	t.runs = true
	try := control.TryRules{Rules: t.page.current(), Model: strings.TrimSpace(t.model.Text), Body: t.body.Text}
	if try.Rules == nil {
		try.Rules = []control.Rule{} // none, which is not "those that are saved"
	}
	cards := slices.Clone(t.page.cards)
	kit.Request(t.page.h.Calls, kit.QuickCall, func(ctx context.Context) (control.TriedRules, error) {
		return t.page.h.Session.API.TryRules(ctx, try)
	}, func(out control.TriedRules, err error) {
		t.runs = false
		t.show(out, err)
		if slices.Equal(cards, t.page.cards) {
			t.warn(out.Warnings)
		}
		if t.again {
			t.again = false
			t.now()
		}
	})
}

func (t *tryBox) show(out control.TriedRules, err error) {
	t.note.Clear()
	switch {
	case err != nil:
		t.note.Fail(kit.Sentence(err))
	case out.Error != "":
		t.note.Fail(out.Error)
	case len(out.Problems) > 0:
		t.note.Warn(out.Problems[0].Message)
	}
	t.grid.show(out.Lines)
	var sentences []string
	for _, c := range out.Changes[:min(len(out.Changes), 30)] {
		sentences = append(sentences, kit.Plain(c.Sentence))
	}
	if len(sentences) == 0 && err == nil && out.Error == "" {
		sentences = append(sentences, kit.T("try.nothing"))
	}
	t.changes.SetText(strings.Join(sentences, "\n"))
	kit.SetVisible(t.changes, len(sentences) > 0)
	t.box.Refresh()
}

// warn says on the cards where another rule wins.
func (t *tryBox) warn(warnings []control.Warning) {
	for _, note := range t.told {
		note.Clear()
	}
	t.told = nil
	for _, w := range warnings {
		if w.Rule < 1 || w.Rule > len(t.page.cards) {
			continue
		}
		note := t.page.cards[w.Rule-1].noteOf(w.Parameter)
		if note.Text() == "" { // what is wrong there is worse
			note.Warn(w.Sentence)
			t.told = append(t.told, note)
		}
	}
}
