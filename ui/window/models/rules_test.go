package models

import (
	"reflect"
	"testing"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

func TestRulesAreShownAsSaved(t *testing.T) {
	_, p := openRules(t, windowtest.WithRules())
	if len(p.cards) != 2 {
		t.Fatalf("%d rules, want the two that change parameters", len(p.cards))
	}
	windowtest.WantText(t, "models", p.cards[0].models.Text, "qwen3*")
	var rows [][3]string
	for _, r := range p.cards[0].rows {
		rows = append(rows, [3]string{r.when.Selected, r.nameEntry.Text, r.text.Text})
	}
	want := [][3]string{{"Always", "seed", "1152921504606846976"}, {"Always", "temperature", "0.6"}, {"Remove", "top_k", ""}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %q\nwant %q", rows, want)
	}
	windowtest.WantText(t, "appended text", p.cards[1].text.Text, "/no_think")
	if p.draft.Dirty() {
		t.Error("what was only loaded counts as changed")
	}
}

func TestARuleIsSavedWithTypedValues(t *testing.T) {
	b, p := openRules(t, windowtest.WithRules())
	b.Tap("Add rule")
	c := p.cards[2]
	b.Write(c.models, "gpt-5*, o4-*")
	b.Write(c.rows[0].nameEntry, "reasoning_effort")
	b.Write(c.rows[0].text, "high")
	for _, row := range [][3]string{
		{"If not set", "chat_template_kwargs", `{"enable_thinking": false, "n": 3}`},
		{"Always", "temperature", "1.5"},
		{"Remove", "top_k", ""},
		{"Always", "", ""}, // never filled in
	} {
		c.insert(paramRow{mode: modeForce})
		r := c.rows[len(c.rows)-1]
		r.when.SetSelected(row[0])
		b.Write(r.nameEntry, row[1])
		b.Write(r.text, row[2])
	}
	b.Write(c.text, "Be brief.")
	b.Tap("Save")
	want := append(windowtest.MixedRules(), control.Rule{
		Models:  []string{"gpt-5*", "o4-*"},
		Force:   control.Values{"reasoning_effort": "high", "temperature": 1.5},
		Default: control.Values{"chat_template_kwargs": map[string]any{"enable_thinking": false, "n": int64(3)}},
		Remove:  []string{"top_k"}, Append: "Be brief.",
	})
	if got := b.LastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	b.WantSeen("Saved.")
}

func TestMovingARulePassesTheOnesOfTheOtherPage(t *testing.T) {
	b, p := openRules(t, windowtest.WithRules())
	p.move(p.cards[1], -1)
	b.Tap("Save")
	all := windowtest.MixedRules()
	// The first rule is not on this page and stays first.
	want := []control.Rule{all[0], all[2], all[1]}
	if got := b.LastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	windowtest.WantText(t, "first rule", p.cards[0].models.Text, "glm*")
	if !p.cards[0].up.Disabled() || p.cards[0].down.Disabled() || !p.cards[1].down.Disabled() {
		t.Error("the arrows do not say where a rule can go")
	}
}

func TestDeletingARuleLeavesItsThinking(t *testing.T) {
	b, p := openRules(t, windowtest.WithRules())
	p.delete(p.cards[1])
	b.Tap("Save")
	want := windowtest.MixedRules()
	want[2] = control.Rule{Models: want[2].Models, Think: want[2].Think}
	if got := b.LastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
}

func TestWhatIsWrongWithARuleStandsUnderItsField(t *testing.T) {
	for field, place := range map[string]func(*ruleCard) string{
		"rule[1].models":            func(c *ruleCard) string { return c.modelField.Note.Text() },
		"rule[1].models[0]":         func(c *ruleCard) string { return c.modelField.Note.Text() },
		"rule[1].append":            func(c *ruleCard) string { return c.textField.Note.Text() },
		"rule[1].force.temperature": func(c *ruleCard) string { return c.rows[1].note.Text() },
		"rule[1].force":             func(c *ruleCard) string { return c.note.Text() },
		"rule[1].remove[0]":         func(c *ruleCard) string { return c.rows[2].note.Text() },
		"rule[1].remove.top_k":      func(c *ruleCard) string { return c.rows[2].note.Text() },
		"rule[1]":                   func(c *ruleCard) string { return c.note.Text() },
	} {
		t.Run(field, func(t *testing.T) {
			f := windowtest.WithRules()
			f.Fail["SaveSettings"] = windowtest.Invalid(field, "temperature must be between 0 and 2.")
			b, p := openRules(t, f)
			b.Write(p.cards[0].rows[1].text, "1.5")
			b.Tap("Save")
			windowtest.WantText(t, "message", place(p.cards[0]), "temperature must be between 0 and 2.")
			b.WantSeen("temperature must be between 0 and 2.")
		})
	}
}

func TestARuleThatCannotBeWrittenDownIsNotSent(t *testing.T) {
	type row struct{ mode, name, value, message string }
	for name, rows := range map[string][]row{
		"no name":  {{"Always", "", "1", "Choose a parameter."}},
		"too big":  {{"Always", "seed", "18446744073709551616", "This number is too big to be kept exactly."}},
		"no value": {{"Always", "top_p", "", "Enter a value, or choose Remove."}},
		"twice":    {{"Always", "top_p", "1", ""}, {"Always", "top_p", "0.5", "top_p is there twice."}},
	} {
		t.Run(name, func(t *testing.T) {
			b, p := openRules(t, windowtest.NewFake())
			b.Tap("Add rule")
			c := p.cards[0]
			b.Write(c.models, "*")
			c.deleteRow(c.rows[0])
			for _, given := range rows {
				c.insert(paramRow{mode: modeForce})
				r := c.rows[len(c.rows)-1]
				r.when.SetSelected(given.mode)
				b.Write(r.nameEntry, given.name)
				b.Write(r.text, given.value)
			}
			b.Tap("Save")
			for i, given := range rows {
				windowtest.WantText(t, "message", c.rows[i].note.Text(), given.message)
			}
			b.WantCalls()
		})
	}
}

// What is wrong is said when the focus leaves the field, and keeps Keyport from being asked to save it.
func TestAWrongValueIsSaidUnderItsRow(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"temperature", "3", "temperature must be between 0 and 2."},
		{"temperature", "hot", "temperature must be between 0 and 2."},
		{"stream", "true", "stream, model and messages cannot be overridden here."},
		{"messages", "[]", "stream, model and messages cannot be overridden here."},
		{"stop", `["a", "b`, "This is not valid JSON: a quote is missing near column 7."},
		{"stop", `{"ä": 1,}`, "This is not valid JSON: look near column 9."},
		{"stop", `["a"`, "This is not valid JSON: a closing bracket is missing at the end."},
		{"max_tokens", "1.5", "max_tokens must be a whole number of at least 1."},
		{"anything", "else", ""},
	} {
		t.Run(c.name+" "+c.value, func(t *testing.T) {
			b, p := openRules(t, windowtest.NewFake())
			b.Tap("Add rule")
			card := p.cards[0]
			b.Write(card.models, "*")
			b.Write(card.rows[0].nameEntry, c.name)
			b.Write(card.rows[0].text, c.value)
			windowtest.WantText(t, "message", card.rows[0].note.Text(), c.want)
			if b.Tap("Save"); c.want != "" {
				b.WantCalls()
			}
		})
	}
}

func TestAnUntouchedRowShowsNoMistake(t *testing.T) {
	b, p := openRules(t, windowtest.NewFake())
	b.Tap("Add rule")
	b.Host.Focus(p.cards[0].rows[0].nameEntry)
	b.Host.Win.Canvas().Unfocus()
	if got := p.cards[0].rows[0].note.Text() + p.cards[0].modelField.Note.Text(); got != "" {
		t.Error(got)
	}
}

func TestAPresetIsARuleToFillIn(t *testing.T) {
	b, p := openRules(t, windowtest.NewFake())
	p.begin(presets[2].rule)
	b.Write(p.cards[0].models, "gpt-5*")
	b.Tap("Save")
	want := []control.Rule{{Models: []string{"gpt-5*"}, Force: control.Values{"reasoning_effort": "high"}}}
	if got := b.LastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v", got)
	}
	for _, one := range presets {
		for name, v := range one.rule.Force {
			if problem := control.ParameterProblem(name, v); problem != "" {
				t.Errorf("%s: %s", one.text, problem)
			}
		}
	}
}

func TestValuesAreReadAsJSONOrElseAsText(t *testing.T) {
	for text, want := range map[string]any{
		"0.6": 0.6, "40": int64(40), "-1": int64(-1), "9007199254740993": int64(9007199254740993), "1e3": 1000.0, "2.0": 2.0,
		"true": true, "high": "high", `"40"`: "40", "0.5 or so": "0.5 or so", "": "", "null": "null", "1e999": "1e999",
		`["a", 1]`: []any{"a", int64(1)}, `{"a": {"b": [1.5]}}`: map[string]any{"a": map[string]any{"b": []any{1.5}}},
		"<think>": "<think>",
	} {
		if got := parseValue(text); !reflect.DeepEqual(got, want) {
			t.Errorf("parseValue(%q) = %#v, want %#v", text, got, want)
		}
	}
}

func TestAValueThatIsNotEditedReadsBackAsItWas(t *testing.T) {
	for _, v := range []any{"high", "40", "true", `"quoted"`, "a & <b>", int64(3), 0.5, 1.0, 1e21, true, []any{"a", int64(1)}, map[string]any{"k": "v"}, " padded "} {
		text := formatValue(v)
		if got := parseValue(text); !reflect.DeepEqual(got, v) {
			t.Errorf("%#v is shown as %s and read back as %#v", v, text, got)
		}
	}
}

func TestWhatIsAllowedButUnwiseIsSaidAtItsRule(t *testing.T) {
	f := windowtest.WithRules()
	f.View.Warnings = []control.FieldError{{Field: "rule[1].remove[0]", Message: "This rule also sets top_k; removing it wins."}}
	b, _ := openRules(t, f)
	b.WantSeen("This rule also sets top_k; removing it wins.")
}

// openRules puts the page on the screen with its part of the rules in sight.
func openRules(t *testing.T, f *windowtest.Fake) (*windowtest.Bench, *rulesPart) {
	t.Helper()
	b, p := windowtest.Open(t, f, newPage)
	p.tabs.turn(tabRules)
	return b, p.rules
}
