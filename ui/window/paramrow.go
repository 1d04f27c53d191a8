package window

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
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

	when      *widget.Select
	nameEntry *choice
	text      *entry
	note      *message
	box       fyne.CanvasObject
}

func newParamRow(c *ruleCard, given paramRow) *paramRow {
	r := &given
	var labels []string
	for _, m := range paramModes {
		labels = append(labels, T("params.mode."+m))
	}
	r.when = widget.NewSelect(labels, nil)
	r.when.SetSelected(T("params.mode." + r.mode))
	r.nameEntry = newChoice(parameterNames, T("params.name"))
	r.nameEntry.SetText(r.name)
	r.text = newEntry(T("params.value"))
	if r.value != nil {
		r.text.SetText(formatValue(r.value))
	}
	away := lowButton(theme.DeleteIcon(), func() { c.deleteRow(r) })
	line := container.New(&columns{gap: 8, cells: []cell{{width: 118}, {share: 5}, {share: 4}, {}}}, r.when, r.nameEntry, r.text, away)
	f := newField("", line)
	r.note, r.box = f.note, f.box

	r.when.OnChanged = func(string) {
		r.arrange()
		c.page.edited()
	}
	r.nameEntry.OnChanged = func(string) { c.page.edited() }
	r.text.OnChanged = func(string) { c.page.edited() }
	r.text.OnSubmitted = func(string) { c.page.saveTapped() }
	r.text.left = func() {
		if r.text.Text != "" {
			r.check()
		}
	}
	r.nameEntry.left = func() {
		if r.text.Text != "" && r.nameEntry.Text != "" {
			r.check()
		}
	}
	r.arrange()
	return r
}

// arrange: what is removed has no value.
func (r *paramRow) arrange() { setVisible(r.text, r.chosen() != modeRemove) }

func (r *paramRow) chosen() string {
	for _, m := range paramModes {
		if T("params.mode."+m) == r.when.Selected {
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

// check says under the row what is missing, or that broken JSON goes out as text.
func (r *paramRow) check() bool {
	switch {
	case r.empty():
		r.note.clear()
	case strings.TrimSpace(r.nameEntry.Text) == "":
		r.note.fail(T("params.name_empty"))
		return false
	case r.chosen() == modeRemove:
		r.note.clear()
	case strings.TrimSpace(r.text.Text) == "":
		r.note.fail(T("params.value_empty"))
		return false
	case tooBig(r.text.Text):
		r.note.fail(T("params.too_big"))
		return false
	case looksBroken(r.text.Text):
		r.note.warn(T("params.as_text"))
	default:
		r.note.clear()
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
