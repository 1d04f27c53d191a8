package window

import (
	"reflect"
	"testing"

	"keyport/app/control"
)

func onParams(o *Options) { o.Page = control.PageParameters }

func TestRulesAreShownAsSaved(t *testing.T) {
	b := open(t, withRules(), onParams)
	p := b.params()
	if len(p.cards) != 2 {
		t.Fatalf("%d rules, want the two that change parameters", len(p.cards))
	}
	wantText(t, "models", p.cards[0].models.Text, "qwen3*")
	var rows [][3]string
	for _, r := range p.cards[0].rows {
		rows = append(rows, [3]string{r.when.Selected, r.nameEntry.Text, r.text.Text})
	}
	want := [][3]string{{"Always", "seed", "1152921504606846976"}, {"Always", "temperature", "0.6"}, {"Remove", "top_k", ""}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %q\nwant %q", rows, want)
	}
	wantText(t, "appended text", p.cards[1].text.Text, "/no_think")
	if p.dirty() {
		t.Error("what was only loaded counts as changed")
	}
}

func TestARuleIsSavedWithTypedValues(t *testing.T) {
	b := open(t, withRules(), onParams)
	p := b.params()
	b.tap("Add rule")
	c := p.cards[2]
	b.write(c.models, "gpt-5*, o4-*")
	b.write(c.rows[0].nameEntry, "reasoning_effort")
	b.write(c.rows[0].text, "high")
	for _, row := range [][3]string{
		{"If not set", "chat_template_kwargs", `{"enable_thinking": false, "n": 3}`},
		{"Always", "temperature", "1.5"},
		{"Remove", "top_k", ""},
		{"Always", "", ""}, // never filled in
	} {
		c.insert(paramRow{mode: modeForce})
		r := c.rows[len(c.rows)-1]
		r.when.SetSelected(row[0])
		b.write(r.nameEntry, row[1])
		b.write(r.text, row[2])
	}
	b.write(c.text, "Be brief.")
	b.tap("Save")
	want := append(mixedRules(), control.Rule{
		Models:  []string{"gpt-5*", "o4-*"},
		Force:   control.Values{"reasoning_effort": "high", "temperature": 1.5},
		Default: control.Values{"chat_template_kwargs": map[string]any{"enable_thinking": false, "n": int64(3)}},
		Remove:  []string{"top_k"}, Append: "Be brief.",
	})
	if got := b.lastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	b.wantSeen("Saved.")
}

func TestMovingARulePassesTheOnesOfTheOtherPage(t *testing.T) {
	b := open(t, withRules(), onParams)
	p := b.params()
	p.move(p.cards[1], -1)
	b.tap("Save")
	all := mixedRules()
	// The first rule is not on this page and stays first.
	want := []control.Rule{all[0], all[2], all[1]}
	if got := b.lastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	wantText(t, "first rule", p.cards[0].models.Text, "glm*")
	if !p.cards[0].up.Disabled() || p.cards[0].down.Disabled() || !p.cards[1].down.Disabled() {
		t.Error("the arrows do not say where a rule can go")
	}
}

func TestDeletingARuleLeavesItsThinking(t *testing.T) {
	b := open(t, withRules(), onParams)
	p := b.params()
	p.delete(p.cards[1])
	b.tap("Save")
	want := mixedRules()
	want[2] = control.Rule{Models: want[2].Models, Think: want[2].Think}
	if got := b.lastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
}

func TestWhatIsWrongWithARuleStandsUnderItsField(t *testing.T) {
	for field, place := range map[string]func(*ruleCard) string{
		"rule[1].models":            func(c *ruleCard) string { return c.modelField.note.text() },
		"rule[1].models[0]":         func(c *ruleCard) string { return c.modelField.note.text() },
		"rule[1].append":            func(c *ruleCard) string { return c.textField.note.text() },
		"rule[1].force.temperature": func(c *ruleCard) string { return c.rows[1].note.text() },
		"rule[1].force":             func(c *ruleCard) string { return c.note.text() },
		"rule[1].remove[0]":         func(c *ruleCard) string { return c.rows[2].note.text() },
		"rule[1].remove.top_k":      func(c *ruleCard) string { return c.rows[2].note.text() },
		"rule[1]":                   func(c *ruleCard) string { return c.note.text() },
	} {
		t.Run(field, func(t *testing.T) {
			f := withRules()
			f.fail["SaveSettings"] = invalid(field, "temperature must be between 0 and 2.")
			b := open(t, f, onParams)
			b.write(b.params().cards[0].rows[1].text, "9")
			b.tap("Save")
			wantText(t, "message", place(b.params().cards[0]), "temperature must be between 0 and 2.")
			b.wantSeen("temperature must be between 0 and 2.")
		})
	}
}

func TestARuleThatCannotBeWrittenDownIsNotSent(t *testing.T) {
	type row struct{ mode, name, value, message string }
	for name, rows := range map[string][]row{
		"no name":  {{"Always", "", "1", "Choose a parameter."}},
		"too big":  {{"Always", "seed", "18446744073709551616", "This number is too big to be kept exactly."}},
		"no value": {{"Always", "top_p", "", "Enter a value, or choose Remove."}},
		"twice":    {{"Always", "top_p", "1", ""}, {"Always", "top_p", "2", "top_p is there twice."}},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, newFake(), onParams)
			b.tap("Add rule")
			c := b.params().cards[0]
			b.write(c.models, "*")
			c.deleteRow(c.rows[0])
			for _, given := range rows {
				c.insert(paramRow{mode: modeForce})
				r := c.rows[len(c.rows)-1]
				r.when.SetSelected(given.mode)
				b.write(r.nameEntry, given.name)
				b.write(r.text, given.value)
			}
			b.tap("Save")
			for i, given := range rows {
				wantText(t, "message", c.rows[i].note.text(), given.message)
			}
			b.wantCalls()
		})
	}
}

func TestBrokenJSONIsSaidToGoOutAsText(t *testing.T) {
	b := open(t, newFake(), onParams)
	b.tap("Add rule")
	c := b.params().cards[0]
	b.write(c.models, "*")
	b.write(c.rows[0].nameEntry, "stop")
	b.write(c.rows[0].text, `["a", "b"`)
	b.wantSeen("This is not valid JSON, so it is sent as text.")
	b.tap("Save")
	if got := b.lastSaved().Rules[0].Force["stop"]; got != `["a", "b"` {
		t.Errorf("saved %#v", got)
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

func TestBothPagesCanHaveUnsavedChanges(t *testing.T) {
	b := open(t, withRules(), onParams)
	p := b.params()
	b.write(p.cards[0].rows[1].text, "0.9")
	b.Open(control.PageThinking)
	b.thinking().starts.SetChecked(true)
	b.thinking().delete(b.thinking().cards[0])
	b.tap("Save")
	b.followed()
	b.Open(control.PageParameters)
	wantText(t, "what was typed", p.cards[0].rows[1].text.Text, "0.9")
	b.tap("Save")
	want := mixedRules()[1:]
	want[0].Force["temperature"] = 0.9
	if got := b.lastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	if !b.lastSaved().Think.StartsInThought {
		t.Error("the other page's change is lost")
	}
}
