package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// maxTags is the number of tag pairs that a person may list.
const maxTags = 5

// tagRows edits pairs of tags: what a thought starts with and what it ends with.
type tagRows struct {
	rows    []*tagRow
	list    *fyne.Container
	add     *widget.Button
	note    *message
	box     fyne.CanvasObject
	changed func()
}

type tagRow struct {
	start, end *entry
	box        fyne.CanvasObject
}

func newTagRows(changed func()) *tagRows {
	t := &tagRows{list: container.New(&column{gap: 6}), note: newMessage(), changed: changed}
	t.add = widget.NewButtonWithIcon(T("tags.add"), theme.ContentAddIcon(), func() {
		t.insert("", "")
		t.changed()
	})
	t.box = container.New(&column{gap: 6}, t.list, t.note.box, container.NewHBox(t.add))
	return t
}

// set shows tags, which are start, end, start, end.
func (t *tagRows) set(tags []string) {
	t.rows, t.list.Objects = nil, nil
	for i := 0; i+1 < len(tags); i += 2 {
		t.insert(tags[i], tags[i+1])
	}
	t.note.clear()
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
	r := &tagRow{start: newEntry("<think>"), end: newEntry("</think>")}
	r.start.SetText(start)
	r.end.SetText(end)
	for _, e := range []*entry{r.start, r.end} {
		e.TextStyle.Monospace = true
		e.OnChanged = func(string) { t.changed() }
	}
	away := widget.NewButtonWithIcon("", theme.DeleteIcon(), func() { t.delete(r) })
	away.Importance = widget.LowImportance
	r.box = container.New(&columns{gap: 8, cells: []cell{{}, {share: 1}, {}, {share: 1}, {}}},
		widget.NewLabel(T("tags.from")), r.start, widget.NewLabel(T("tags.to")), r.end, away)
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
	t.note.clear()
	t.arrange()
	t.changed()
}

func (t *tagRows) arrange() {
	setVisible(t.add, len(t.rows) < maxTags)
	setVisible(t.list, len(t.rows) > 0)
	t.list.Refresh()
}
