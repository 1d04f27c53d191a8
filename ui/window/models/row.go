package models

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// What a row does to a parameter: the names of the settings file.
const (
	modeForce   = "force"
	modeDefault = "default"
	modeRemove  = "remove"
)

var paramModes = []string{modeForce, modeDefault, modeRemove}

// paramRow is one parameter of a rule: when, which, and its value.
type paramRow struct {
	mode  string
	name  string
	value any // as it was loaded

	when      *kit.Select
	nameEntry *kit.Choice
	text      *kit.Entry
	note      *kit.Message
	box       fyne.CanvasObject
}

func newParamRow(c *ruleCard, given paramRow) *paramRow {
	r := &given
	var labels []string
	for _, m := range paramModes {
		labels = append(labels, kit.T("params.mode."+m))
	}
	r.when = kit.NewSelect(labels, nil)
	r.when.SetSelected(kit.T("params.mode." + r.mode))
	r.nameEntry = kit.NewChoice(parameterNames, kit.T("params.name"))
	r.nameEntry.SetText(r.name)
	r.text = kit.NewEntry(kit.T("params.value"))
	if r.value != nil {
		r.text.SetText(formatValue(r.value))
	}
	away := kit.LowButton(theme.DeleteIcon(), func() { c.deleteRow(r) })
	line := container.New(&kit.Columns{Gap: 8, Cells: []kit.Cell{{Width: 132}, {Share: 5}, {Share: 4}, {}}}, r.when, r.nameEntry, r.text, away)
	f := kit.NewField("", line)
	r.note, r.box = f.Note, f.Box

	r.when.OnChanged = func(string) {
		r.arrange()
		c.page.edited()
	}
	r.nameEntry.OnChanged = func(string) { c.page.edited() }
	r.text.OnChanged = func(string) { c.page.edited() }
	r.text.OnSubmitted = func(string) { c.page.saveTapped() }
	r.text.Left = func() {
		if r.text.Text != "" {
			r.check()
		}
	}
	r.nameEntry.Left = func() {
		if r.parameter() != "" && (r.text.Text != "" || control.ParameterNameProblem(r.parameter()) != "") {
			r.check()
		}
	}
	r.arrange()
	return r
}

// arrange: what is removed has no value.
func (r *paramRow) arrange() { kit.SetVisible(r.text, r.chosen() != modeRemove) }

func (r *paramRow) chosen() string {
	for _, m := range paramModes {
		if kit.T("params.mode."+m) == r.when.Selected {
			return m
		}
	}
	return modeForce
}

// empty rows are no rows.
func (r *paramRow) empty() bool {
	return strings.TrimSpace(r.nameEntry.Text) == "" && (strings.TrimSpace(r.text.Text) == "" || r.chosen() == modeRemove)
}

// read gives the value.
func (r *paramRow) read() any { return parseValue(r.text.Text) }

// parameter is the name that was entered.
func (r *paramRow) parameter() string { return strings.TrimSpace(r.nameEntry.Text) }

// check says under the row what is missing or wrong.
func (r *paramRow) check() bool {
	switch {
	case r.empty():
		r.note.Clear()
	case strings.TrimSpace(r.nameEntry.Text) == "":
		r.note.Fail(kit.T("params.name_empty"))
		return false
	case control.ParameterNameProblem(r.parameter()) != "":
		r.note.Fail(control.ParameterNameProblem(r.parameter()))
		return false
	case r.chosen() == modeRemove:
		r.note.Clear()
	case strings.TrimSpace(r.text.Text) == "":
		r.note.Fail(kit.T("params.value_empty"))
		return false
	case tooBig(r.text.Text):
		r.note.Fail(kit.T("params.too_big"))
		return false
	case looksBroken(r.text.Text):
		r.note.Fail(jsonProblem(strings.TrimSpace(r.text.Text)))
		return false
	case control.ParameterProblem(r.parameter(), r.read()) != "":
		r.note.Fail(control.ParameterProblem(r.parameter(), r.read()))
		return false
	default:
		r.note.Clear()
	}
	return true
}

// matches says whether an error's field is about this row: by the parameter's
// name ("force.top_p", with quotes when it has a dot in it) or by its place ("remove[1]").
func (r *paramRow) matches(field, rest string, rows []*paramRow) bool {
	name := strings.TrimSpace(r.nameEntry.Text)
	place := 0
	for _, other := range rows {
		if other == r {
			break
		}
		if other.chosen() == r.chosen() && !other.empty() {
			place++
		}
	}
	return strings.Trim(rest, `"`) == name || strings.HasSuffix(field, fmt.Sprintf("[%d]", place))
}
