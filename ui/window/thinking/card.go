package thinking

import (
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/ui/window/kit"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// thinkCard says how thoughts of some models are handled; what it leaves open is as for all models.
type thinkCard struct {
	base   int
	models *kit.Entry
	field  *kit.Field
	mode   *kit.Select
	tags   *tagRows
	starts *widget.Check
	note   *kit.Message
	box    *kit.Panel
}

func newThinkCard(p *page, base int, r control.Rule) *thinkCard {
	c := &thinkCard{base: base, models: kit.NewEntry("deepseek-r1*, qwq-*"), note: kit.NewMessage()}
	c.field = kit.NewField(kit.T("rule.models"), c.models)
	c.mode = kit.NewSelect(modeLabels(kit.T("think.mode.inherit")), nil)
	c.tags = newTagRows(p.edited)
	c.starts = widget.NewCheck(kit.T("think.starts"), nil)
	away := widget.NewButtonWithIcon("", theme.DeleteIcon(), func() { p.delete(c) })
	away.Importance = widget.LowImportance

	c.models.SetText(strings.Join(r.Models, ", "))
	c.mode.SetSelected(kit.T("think.mode.inherit"))
	if r.Think.Mode != "" {
		c.mode.SetSelected(kit.T("think.mode." + r.Think.Mode))
	}
	c.tags.set(r.Think.Tags)
	c.starts.SetChecked(r.Think.StartsInThought)

	c.models.OnChanged = func(string) { p.edited() }
	c.models.OnSubmitted = func(string) { p.saveTapped() }
	c.models.Left = func() {
		if c.models.Text != "" {
			c.check()
		}
	}
	c.mode.OnChanged = func(string) { p.edited() }
	c.starts.OnChanged = func(bool) { p.edited() }
	c.box = kit.NewPanel(
		container.New(&kit.Columns{Gap: 12, Cells: []kit.Cell{{Share: 1}, {Share: 1}, {}}}, c.field.Box, kit.NewField(kit.T("think.mode"), c.mode).Box, away),
		kit.NewField(kit.T("think.tags_other"), c.tags.box).Box,
		kit.FlushCheck(c.starts), c.note.Box,
	)
	return c
}

// check says under the field what Keyport would only say after the fact.
func (c *thinkCard) check() bool {
	if len(kit.SplitNames(c.models.Text)) == 0 {
		c.field.Note.Fail(kit.T("rule.models_empty"))
		return false
	}
	c.field.Note.Clear()
	c.note.Clear()
	return c.tags.check()
}

// apply writes the card into a rule and leaves the rest of the rule alone.
func (c *thinkCard) apply(r control.Rule) control.Rule {
	r.Models = kit.SplitNames(c.models.Text)
	r.Think = &control.Think{Mode: modeOf(c.mode.Selected), Tags: slices.Clone(c.tags.tags()), StartsInThought: c.starts.Checked}
	return r
}

// noteFor gives the place where something about a field of the rule is said.
func (c *thinkCard) noteFor(name string) *kit.Message {
	switch {
	case strings.HasPrefix(name, "models"):
		return c.field.Note
	case strings.HasPrefix(name, "think.tags"):
		return c.tags.note
	}
	return c.note
}
