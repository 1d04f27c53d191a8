package models

import (
	"reflect"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

// tried waits until the rules were tried once more.
func tried(b *windowtest.Bench, more func()) control.TryRules {
	b.T.Helper()
	count := func() int { b.Fake.Lock(); defer b.Fake.Unlock(); return len(b.Fake.RuleTries) }
	before := count()
	more()
	b.PassTime()
	if count() == before {
		b.T.Fatal("nothing was tried")
	}
	b.Fake.Lock()
	defer b.Fake.Unlock()
	return b.Fake.RuleTries[len(b.Fake.RuleTries)-1]
}

func TestTheDraftIsTriedWhileItIsTyped(t *testing.T) {
	f := windowtest.WithRules()
	f.RulesTried = control.TriedRules{
		Lines:   []control.Line{{Text: "{"}, {Text: `  "temperature": 1,`, Mark: "-", Rule: 1}, {Text: `  "temperature": 0.9`, Mark: "+", Rule: 1}, {Text: "}"}},
		Changes: []control.Change{{Parameter: "temperature", Sentence: "Rule 1 sets temperature to 0.9 instead of 1."}},
	}
	b, p := openRules(t, f)
	got := tried(b, func() { b.Write(p.cards[0].rows[1].text, "0.9") })
	want := []control.Rule{
		{Models: []string{"qwen3*"}, Force: control.Values{"temperature": 0.9, "seed": int64(1) << 60}, Remove: []string{"top_k"}},
		{Models: []string{"glm*"}, Default: control.Values{"top_p": 0.95}, Append: "/no_think"},
	}
	if !reflect.DeepEqual(got.Rules, want) || got.Model != p.try.model.Text || got.Body != p.try.body.Text {
		t.Errorf("tried %+v", got)
	}
	b.WantSeen("Rule 1 sets temperature to 0.9 instead of 1.")
	if text := p.try.grid.text.Text(); !strings.Contains(text, "-   \"temperature\": 1,   ← Rule 1\n+   \"temperature\": 0.9   ← Rule 1") {
		t.Errorf("shown %q", text)
	}
	got = tried(b, func() { b.Write(p.try.model, "glm-5") })
	if got.Model != "glm-5" {
		t.Errorf("tried %+v", got)
	}
	b.WantCalls() // nothing was saved
}

func TestNoRulesIsADraftToo(t *testing.T) {
	b, p := openRules(t, windowtest.WithRules())
	got := tried(b, func() { p.delete(p.cards[0]); p.delete(p.cards[0]) })
	if got.Rules == nil || len(got.Rules) != 0 {
		t.Errorf("tried %+v: the saved rules would count", got.Rules)
	}
	b.WantSeen("No rule changes this request.")
}

func TestWhatIsWrongWithTheExampleIsSaidInTheBox(t *testing.T) {
	f := windowtest.NewFake()
	f.RulesTried = control.TriedRules{Error: "This is not valid JSON: look at line 1 near column 9."}
	b, p := openRules(t, f)
	tried(b, func() { b.Write(p.try.body, `{"a": 1,}`) })
	b.WantSeen("This is not valid JSON: look at line 1 near column 9.")
	b.WantUnseen("No rule changes this request.")
	b.Fake.Lock()
	b.Fake.RulesTried = control.TriedRules{}
	b.Fake.Unlock()
	tried(b, func() { b.Tap("Example") })
	b.WantUnseen("This is not valid JSON")
	windowtest.WantText(t, "body", p.try.body.Text, example)
}

func TestAConflictIsSaidBesideTheRuleThatLoses(t *testing.T) {
	f := windowtest.WithRules()
	said := "Rule 2 sets temperature for the same models; rule 2 wins."
	f.RulesTried = control.TriedRules{Warnings: []control.Warning{{Rule: 1, Parameter: "temperature", Sentence: said}, {Rule: 9, Sentence: "nowhere"}}}
	b, p := openRules(t, f)
	tried(b, func() { b.Write(p.cards[0].text, "x") })
	windowtest.WantText(t, "message", p.cards[0].rows[1].note.Text(), said)
	b.Fake.Lock()
	b.Fake.RulesTried.Warnings = nil
	b.Fake.Unlock()
	tried(b, func() { b.Write(p.cards[0].text, "y") })
	windowtest.WantText(t, "message", p.cards[0].rows[1].note.Text(), "")
}

func TestHostileTrialsAreShownAsText(t *testing.T) {
	f := windowtest.WithRules()
	h := windowtest.Hostile
	f.RulesTried = control.TriedRules{
		Lines:    []control.Line{{Text: h, Mark: "+", Rule: 1}},
		Changes:  []control.Change{{Sentence: h}},
		Warnings: []control.Warning{{Rule: 1, Sentence: h}}, Error: h,
	}
	b, p := openRules(t, f)
	tried(b, func() { b.Write(p.cards[0].text, "x") })
	b.WantInert()
}
