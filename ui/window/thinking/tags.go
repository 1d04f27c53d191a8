package thinking

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// maxTags is the number of tag pairs that a person may list.
const maxTags = 5

// tagRows edits pairs of tags: what a thought starts with and what it ends with.
type tagRows struct {
	rows    []*tagRow
	list    *fyne.Container
	add     *widget.Button
	note    *kit.Message
	box     fyne.CanvasObject
	changed func()
}

type tagRow struct {
	start, end *kit.Entry
	box        fyne.CanvasObject
}

func newTagRows(changed func()) *tagRows {
	t := &tagRows{list: container.New(&kit.Column{Gap: 6}), note: kit.NewMessage(), changed: changed}
	t.add = widget.NewButtonWithIcon(kit.T("tags.add"), theme.ContentAddIcon(), func() {
		t.insert("", "")
		t.changed()
	})
	t.box = container.New(&kit.Column{Gap: 6}, t.list, t.note.Box, container.NewHBox(t.add))
	return t
}

// set shows tags, which are start, end, start, end.
func (t *tagRows) set(tags []string) {
	t.rows, t.list.Objects = nil, nil
	for i := 0; i+1 < len(tags); i += 2 {
		t.insert(tags[i], tags[i+1])
	}
	t.note.Clear()
	t.arrange()
}

// tags gives the pairs; a row in which nothing stands is none.
func (t *tagRows) tags() []string {
	var tags []string
	for _, r := range t.rows {
		if r.start.Text != "" || r.end.Text != "" {
			tags = append(tags, r.start.Text, r.end.Text)
		}
	}
	return tags
}

func (t *tagRows) insert(start, end string) {
	r := &tagRow{start: kit.NewEntry("<think>"), end: kit.NewEntry("</think>")}
	r.start.SetText(start)
	r.end.SetText(end)
	for _, e := range []*kit.Entry{r.start, r.end} {
		e.TextStyle.Monospace = true
		e.OnChanged = func(string) { t.changed() }
		e.Left = func() {
			if r.start.Text != "" && r.end.Text != "" { // half a pair is being typed
				t.check()
			}
		}
	}
	away := widget.NewButtonWithIcon("", theme.DeleteIcon(), func() { t.delete(r) })
	away.Importance = widget.LowImportance
	r.box = container.New(&kit.Columns{Gap: 8, Cells: []kit.Cell{{}, {Share: 1}, {}, {Share: 1}, {}}},
		container.New(layout.NewCustomPaddedLayout(0, 0, 1-theme.InnerPadding(), 0), widget.NewLabel(kit.T("tags.from"))), r.start, widget.NewLabel(kit.T("tags.to")), r.end, away)
	t.rows = append(t.rows, r)
	t.list.Add(r.box)
	t.arrange()
}

func (t *tagRows) delete(gone *tagRow) {
	for i, r := range t.rows {
		if r == gone {
			t.rows = append(t.rows[:i:i], t.rows[i+1:]...)
			t.list.Remove(r.box)
			break
		}
	}
	t.note.Clear()
	t.arrange()
	t.changed()
}

// check says under the tags what is wrong with them.
func (t *tagRows) check() bool {
	if problem := control.TagsProblem(t.tags()); problem != "" {
		t.note.Fail(problem)
		return false
	}
	t.note.Clear()
	return true
}

func (t *tagRows) arrange() {
	kit.SetVisible(t.add, len(t.rows) < maxTags)
	kit.SetVisible(t.list, len(t.rows) > 0)
	t.list.Refresh()
}
