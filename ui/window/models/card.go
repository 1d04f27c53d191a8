package models

import (
	"maps"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/ui/window/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ruleCard is one rule: which models, which parameters, which text.
type ruleCard struct {
	page *rulesPart
	base int

	title      *widget.Label
	up, down   *widget.Button
	models     *kit.Entry
	modelField *kit.Field
	rows       []*paramRow
	list       *fyne.Container
	text       *kit.Entry
	textField  *kit.Field
	note       *kit.Message
	box        *kit.Panel
}

func newRuleCard(p *rulesPart, base int, r control.Rule) *ruleCard {
	c := &ruleCard{page: p, base: base, title: widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true}), note: kit.NewMessage()}
	c.up = kit.LowButton(theme.MoveUpIcon(), func() { p.move(c, -1) })
	c.down = kit.LowButton(theme.MoveDownIcon(), func() { p.move(c, +1) })
	away := kit.LowButton(theme.DeleteIcon(), func() { p.delete(c) })

	c.models = kit.NewEntry("qwen3*, !qwen3-coder*")
	c.modelField = kit.NewField(kit.T("rule.models"), c.models)
	c.models.SetText(strings.Join(r.Models, ", "))
	c.list = container.New(&kit.Column{Gap: 6})
	for _, row := range paramRowsOf(r) {
		c.insert(row)
	}
	c.text = kit.NewTextArea(kit.T("params.append_none"), 2)
	c.textField = kit.NewField(kit.T("params.append"), c.text)
	c.text.SetText(r.Append)

	c.models.OnChanged = func(string) { p.edited() }
	c.models.OnSubmitted = func(string) { p.saveTapped() }
	c.models.Left = func() {
		if c.models.Text != "" {
			c.checkModels()
		}
	}
	c.text.OnChanged = func(string) { p.edited() }
	add := widget.NewButtonWithIcon(kit.T("params.add_row"), theme.ContentAddIcon(), func() {
		c.insert(paramRow{mode: modeForce})
		p.edited()
	})
	c.box = kit.NewPanel(
		container.New(layout.NewCustomPaddedLayout(-4, -8, -6, -6),
			kit.Border(nil, nil, nil, container.NewHBox(c.up, c.down, away), c.title)),
		c.modelField.Box,
		kit.NewField(kit.T("params.rows"), container.New(&kit.Column{Gap: 6}, c.list, container.NewHBox(add))).Box,
		c.textField.Box, c.note.Box,
	)
	return c
}

// number names the card by its place; the arrows that lead nowhere are off.
func (c *ruleCard) number(i, of int) {
	c.title.SetText(kit.T("params.rule", "number", i+1))
	for button, off := range map[*widget.Button]bool{c.up: i == 0, c.down: i == of-1} {
		if off {
			button.Disable()
		} else {
			button.Enable()
		}
	}
}

// insert adds a row that shows what given holds.
func (c *ruleCard) insert(given paramRow) {
	r := newParamRow(c, given)
	c.rows = append(c.rows, r)
	c.list.Add(r.box)
	kit.SetVisible(c.list, true)
}

func (c *ruleCard) deleteRow(gone *paramRow) {
	for i, r := range c.rows {
		if r == gone {
			c.rows = append(c.rows[:i:i], c.rows[i+1:]...)
			c.list.Remove(r.box)
			break
		}
	}
	kit.SetVisible(c.list, len(c.rows) > 0)
	c.page.edited()
}

// paramRowsOf lists what a rule changes, in a fixed order.
func paramRowsOf(r control.Rule) []paramRow {
	var rows []paramRow
	for _, name := range slices.Sorted(maps.Keys(r.Force)) {
		rows = append(rows, paramRow{mode: modeForce, name: name, value: r.Force[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Default)) {
		rows = append(rows, paramRow{mode: modeDefault, name: name, value: r.Default[name]})
	}
	for _, name := range r.Remove {
		rows = append(rows, paramRow{mode: modeRemove, name: name})
	}
	return rows
}

// apply writes the card into a rule and leaves what the rule says of thoughts alone.
func (c *ruleCard) apply(r control.Rule) control.Rule {
	r.Models, r.Force, r.Default, r.Remove, r.Append = kit.SplitNames(c.models.Text), nil, nil, nil, c.text.Text
	for _, row := range c.rows {
		name := strings.TrimSpace(row.nameEntry.Text)
		if row.empty() {
			continue
		}
		switch row.chosen() {
		case modeForce:
			r.Force = put(r.Force, name, row.read())
		case modeDefault:
			r.Default = put(r.Default, name, row.read())
		case modeRemove:
			r.Remove = append(r.Remove, name)
		}
	}
	return r
}

func put(values control.Values, name string, value any) control.Values {
	if values == nil {
		values = control.Values{}
	}
	values[name] = value
	return values
}

func (c *ruleCard) checkModels() bool {
	if len(kit.SplitNames(c.models.Text)) == 0 {
		c.modelField.Note.Fail(kit.T("rule.models_empty"))
		return false
	}
	c.modelField.Note.Clear()
	return true
}

// check says under the fields what cannot even be written down as a rule.
func (c *ruleCard) check() bool {
	c.note.Clear()
	c.textField.Note.Clear()
	good, seen := c.checkModels(), map[string]bool{}
	for _, r := range c.rows {
		if !r.check() {
			good = false
			continue
		}
		key := r.chosen() + " " + strings.TrimSpace(r.nameEntry.Text)
		if seen[key] && !r.empty() {
			r.note.Fail(kit.T("params.twice", "name", strings.TrimSpace(r.nameEntry.Text)))
			good = false
		}
		seen[key] = true
	}
	return good
}

// noteFor gives the place where something about a field of the rule is said:
// "models[0]", "force.temperature", "remove[1]", "append".
func (c *ruleCard) noteFor(name string) *kit.Message {
	part, rest, _ := strings.Cut(name, ".")
	part, _, _ = strings.Cut(part, "[")
	switch part {
	case "models":
		return c.modelField.Note
	case "append":
		return c.textField.Note
	}
	for _, r := range c.rows {
		if r.chosen() == part && !r.empty() && r.matches(name, rest, c.rows) {
			return r.note
		}
	}
	return c.note
}

// noteOf gives the place where something about a parameter is said.
func (c *ruleCard) noteOf(parameter string) *kit.Message {
	for _, r := range c.rows {
		if strings.TrimSpace(r.nameEntry.Text) == parameter {
			return r.note
		}
	}
	return c.note
}
