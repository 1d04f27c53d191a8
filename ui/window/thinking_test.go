package window

import (
	"reflect"
	"testing"

	"keyport/app/control"
)

// withRules has a rule of each sort: for thoughts, for parameters, for both.
func withRules() *fakeAPI {
	f := withAccount()
	f.view.Settings.Rules = mixedRules()
	return f
}

func mixedRules() []control.Rule {
	return []control.Rule{
		{Models: []string{"deepseek-r1*"}, Think: &control.Think{Mode: "reasoning", Tags: []string{"<t>", "</t>"}, StartsInThought: true}},
		{Models: []string{"qwen3*"}, Force: control.Values{"temperature": 0.6, "seed": int64(1) << 60}, Remove: []string{"top_k"}},
		{Models: []string{"glm*"}, Default: control.Values{"top_p": 0.95}, Append: "/no_think", Think: &control.Think{Mode: "keep"}},
	}
}

func onThinking(o *Options) { o.Page = control.PageThinking }

func TestThinkingIsShownAsSaved(t *testing.T) {
	b := open(t, withRules(), onThinking)
	p := b.thinking()
	wantText(t, "mode", p.mode.Selected, "Remove them")
	b.wantSeen("Apps get the answer only.", "<think>", "</think>")
	if len(p.cards) != 2 {
		t.Fatalf("%d entries, want the two that say something of thoughts", len(p.cards))
	}
	first := p.cards[0]
	wantText(t, "models", first.models.Text, "deepseek-r1*")
	wantText(t, "mode", first.mode.Selected, "Move them to the thinking field")
	if got := first.tags.tags(); !reflect.DeepEqual(got, []string{"<t>", "</t>"}) {
		t.Errorf("tags %q", got)
	}
	if !first.starts.Checked {
		t.Error("starts in thought is not ticked")
	}
	if p.dirty() {
		t.Error("what was only loaded counts as changed")
	}
}

func TestThinkingIsSavedWhole(t *testing.T) {
	b := open(t, withRules(), onThinking)
	p := b.thinking()
	p.mode.SetSelected("Move them to the thinking field")
	b.wantSeen("Apps that can show thinking by itself do so.")
	p.tags.add.OnTapped()
	b.write(p.tags.rows[1].start, "<|begin|>")
	b.write(p.tags.rows[1].end, `\n<|end|>`)
	p.starts.SetChecked(true)
	p.cards[0].mode.SetSelected("As for all models")
	p.cards[0].tags.set(nil)
	b.tap("Add models")
	b.write(p.cards[2].models, "qwq*, !qwq-32b")
	b.tap("Save")

	want := control.Think{Mode: "reasoning", Tags: []string{"<think>", "</think>", "<|begin|>", `\n<|end|>`}, StartsInThought: true}
	if got := b.lastSaved().Think; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	rules := mixedRules()
	rules[0].Think = &control.Think{StartsInThought: true}
	rules = append(rules, control.Rule{Models: []string{"qwq*", "!qwq-32b"}, Think: &control.Think{}})
	if got := b.lastSaved().Rules; !reflect.DeepEqual(got, rules) {
		t.Errorf("saved %+v\nwant  %+v", got, rules)
	}
}

func TestDeletingAnEntryLeavesTheRulesParameters(t *testing.T) {
	b := open(t, withRules(), onThinking)
	p := b.thinking()
	p.delete(p.cards[1])
	p.delete(p.cards[0])
	b.tap("Save")
	want := mixedRules()[1:]
	want[1].Think = nil
	if got := b.lastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
}

func TestWrongTagsAreSaidWhereTheyStand(t *testing.T) {
	for field, place := range map[string]func(*thinkPage) string{
		"think.tags[1]":         func(p *thinkPage) string { return p.tags.note.text() },
		"rule[0].think.tags[0]": func(p *thinkPage) string { return p.cards[0].tags.note.text() },
		"rule[2].models[0]":     func(p *thinkPage) string { return p.cards[1].field.note.text() },
		"rule[2].think.mode":    func(p *thinkPage) string { return p.cards[1].note.text() },
		"limits.body":           func(p *thinkPage) string { return p.message.text() },
	} {
		t.Run(field, func(t *testing.T) {
			f := withRules()
			f.fail["SaveSettings"] = invalid(field, "Start and end tag must differ.")
			b := open(t, f, onThinking)
			b.thinking().starts.SetChecked(true)
			b.tap("Save")
			wantText(t, "message", place(b.thinking()), "Start and end tag must differ.")
		})
	}
}

func TestAnEntryNeedsModels(t *testing.T) {
	b := open(t, withRules(), onThinking)
	b.tap("Add models")
	b.wantUnseen("Enter at least one model name.")
	b.tap("Save")
	b.wantSeen("Enter at least one model name.")
	b.wantCalls()
}

func TestNoMoreThanFivePairsOfTags(t *testing.T) {
	b := open(t, withRules(), onThinking)
	for range 4 {
		b.tap("Add tags")
	}
	if n := len(b.thinking().tags.rows); n != maxTags {
		t.Fatalf("%d rows", n)
	}
	if b.thinking().tags.add.Visible() {
		t.Error("a sixth pair is offered")
	}
}
