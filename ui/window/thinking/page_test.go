package thinking

import (
	"reflect"
	"testing"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

func TestThinkingIsShownAsSaved(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithRules(), newPage)
	windowtest.WantText(t, "mode", p.mode.Selected, "Remove them")
	b.WantSeen("Apps get the answer only.", "<think>", "</think>")
	if len(p.cards) != 2 {
		t.Fatalf("%d entries, want the two that say something of thoughts", len(p.cards))
	}
	first := p.cards[0]
	windowtest.WantText(t, "models", first.models.Text, "deepseek-r1*")
	windowtest.WantText(t, "mode", first.mode.Selected, "Move to the thinking field")
	if got := first.tags.tags(); !reflect.DeepEqual(got, []string{"<t>", "</t>"}) {
		t.Errorf("tags %q", got)
	}
	if !first.starts.Checked {
		t.Error("starts in thought is not ticked")
	}
	if p.draft.Dirty() {
		t.Error("what was only loaded counts as changed")
	}
}

func TestThinkingIsSavedWhole(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithRules(), newPage)
	p.mode.SetSelected("Move to the thinking field")
	b.WantSeen("Apps that can show thinking by itself do so.")
	p.tags.add.OnTapped()
	b.Write(p.tags.rows[1].start, "<|begin|>")
	b.Write(p.tags.rows[1].end, `\n<|end|>`)
	p.starts.SetChecked(true)
	p.cards[0].mode.SetSelected("As for all models")
	p.cards[0].tags.set(nil)
	b.Tap("Add models")
	b.Write(p.cards[2].models, "qwq*, !qwq-32b")
	b.Tap("Save")

	want := control.Think{Mode: "reasoning", Tags: []string{"<think>", "</think>", "<|begin|>", `\n<|end|>`}, StartsInThought: true}
	if got := b.LastSaved().Think; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	rules := windowtest.MixedRules()
	rules[0].Think = &control.Think{StartsInThought: true}
	rules = append(rules, control.Rule{Models: []string{"qwq*", "!qwq-32b"}, Think: &control.Think{}})
	if got := b.LastSaved().Rules; !reflect.DeepEqual(got, rules) {
		t.Errorf("saved %+v\nwant  %+v", got, rules)
	}
}

func TestDeletingAnEntryLeavesTheRulesParameters(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithRules(), newPage)
	p.delete(p.cards[1])
	p.delete(p.cards[0])
	b.Tap("Save")
	want := windowtest.MixedRules()[1:]
	want[1].Think = nil
	if got := b.LastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
}

func TestWrongTagsAreSaidWhereTheyStand(t *testing.T) {
	for field, place := range map[string]func(*page) string{
		"think.tags[1]":         func(p *page) string { return p.tags.note.Text() },
		"rule[0].think.tags[0]": func(p *page) string { return p.cards[0].tags.note.Text() },
		"rule[2].models[0]":     func(p *page) string { return p.cards[1].field.Note.Text() },
		"rule[2].think.mode":    func(p *page) string { return p.cards[1].note.Text() },
		"limits.body":           func(p *page) string { return p.Message.Text() },
	} {
		t.Run(field, func(t *testing.T) {
			f := windowtest.WithRules()
			f.Fail["SaveSettings"] = windowtest.Invalid(field, "Start and end tag must differ.")
			b, p := windowtest.Open(t, f, newPage)
			p.starts.SetChecked(true)
			b.Tap("Save")
			windowtest.WantText(t, "message", place(p), "Start and end tag must differ.")
		})
	}
}

func TestAnEntryNeedsModels(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.WithRules(), newPage)
	b.Tap("Add models")
	b.WantUnseen("Enter at least one model name.")
	b.Tap("Save")
	b.WantSeen("Enter at least one model name.")
	b.WantCalls()
}

func TestNoMoreThanFivePairsOfTags(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithRules(), newPage)
	for range 4 {
		b.Tap("Add tags")
	}
	if n := len(p.tags.rows); n != maxTags {
		t.Fatalf("%d rows", n)
	}
	if p.tags.add.Visible() {
		t.Error("a sixth pair is offered")
	}
}
