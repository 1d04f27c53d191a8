package window

import (
	"slices"
	"strings"

	"keyport/app/control"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// thinkCard says how thoughts of some models are handled; what it leaves open is as for all models.
type thinkCard struct {
	base   int
	models *entry
	field  *field
	mode   *widget.Select
	tags   *tagRows
	starts *widget.Check
	note   *message
	box    *panel
}

func newThinkCard(p *thinkPage, base int, r control.Rule) *thinkCard {
	c := &thinkCard{base: base, models: newEntry("deepseek-r1*, qwq-*"), note: newMessage()}
	c.field = newField(T("rule.models"), c.models)
	c.mode = widget.NewSelect(modeLabels(T("think.mode.inherit")), nil)
	c.tags = newTagRows(p.edited)
	c.starts = widget.NewCheck(T("think.starts"), nil)
	away := widget.NewButtonWithIcon("", theme.DeleteIcon(), func() { p.delete(c) })
	away.Importance = widget.LowImportance

	c.models.SetText(strings.Join(r.Models, ", "))
	c.mode.SetSelected(T("think.mode.inherit"))
	if r.Think.Mode != "" {
		c.mode.SetSelected(T("think.mode." + r.Think.Mode))
	}
	c.tags.set(r.Think.Tags)
	c.starts.SetChecked(r.Think.StartsInThought)

	c.models.OnChanged = func(string) { p.edited() }
	c.models.OnSubmitted = func(string) { p.saveTapped() }
	c.models.left = func() {
		if c.models.Text != "" {
			c.check()
		}
	}
	c.mode.OnChanged = func(string) { p.edited() }
	c.starts.OnChanged = func(bool) { p.edited() }
	c.box = newPanel(
		container.New(&columns{gap: 12, cells: []cell{{share: 1}, {share: 1}, {}}}, c.field.box, newField(T("think.mode"), c.mode).box, away),
		newField(T("think.tags_other"), c.tags.box).box,
		c.starts, c.note.box,
	)
	return c
}

// check says under the field what Keyport would only say after the fact.
func (c *thinkCard) check() bool {
	if len(splitNames(c.models.Text)) == 0 {
		c.field.note.fail(T("rule.models_empty"))
		return false
	}
	c.field.note.clear()
	c.tags.note.clear()
	c.note.clear()
	return true
}

// apply writes the card into a rule and leaves the rest of the rule alone.
func (c *thinkCard) apply(r control.Rule) control.Rule {
	r.Models = splitNames(c.models.Text)
	r.Think = &control.Think{Mode: modeOf(c.mode.Selected), Tags: slices.Clone(c.tags.tags()), StartsInThought: c.starts.Checked}
	return r
}

// noteFor gives the place where something about a field of the rule is said.
func (c *thinkCard) noteFor(name string) *message {
	switch {
	case strings.HasPrefix(name, "models"):
		return c.field.note
	case strings.HasPrefix(name, "think.tags"):
		return c.tags.note
	}
	return c.note
}
