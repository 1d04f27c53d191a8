package apps

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// list is all apps, a row for each.
type list struct {
	*kit.Sheet
	p     *page
	rows  *fyne.Container
	none  fyne.CanvasObject
	shown []*row
}

func newList(p *page) *list {
	l := &list{p: p, Sheet: kit.NewSheet(kit.T("page.apps"), kit.T("apps.intro"))}
	l.rows = container.New(&kit.Column{Gap: 8})
	none := widget.NewLabel(kit.T("apps.none"))
	none.Wrapping = fyne.TextWrapWord
	l.none = kit.Flush(none)
	connect := widget.NewButtonWithIcon(kit.T("apps.connect"), theme.ContentAddIcon(), func() { p.turn(newChoice(p)) })
	connect.Importance = widget.HighImportance
	l.Add(l.none, l.rows, container.NewHBox(connect))
	return l
}

func (l *list) content() fyne.CanvasObject { return l.Content() }
func (l *list) about() string              { return "" }
func (l *list) leave()                     {}

// load keeps the rows that stay: a sentence that stands in one is not lost.
func (l *list) load() {
	old := map[string]*row{}
	for _, r := range l.shown {
		old[r.name] = r
	}
	l.shown = nil
	var boxes []fyne.CanvasObject
	for _, name := range l.p.h.Session.Apps() {
		r := old[name]
		if r == nil {
			r = newRow(l.p, name)
		}
		l.shown = append(l.shown, r)
		boxes = append(boxes, r.box)
	}
	l.rows.Objects = boxes
	l.rows.Refresh()
	kit.SetVisible(l.rows, len(boxes) > 0)
	kit.SetVisible(l.none, len(boxes) == 0)
}

func (l *list) show() {
	for _, r := range l.shown {
		r.show()
	}
}

// row is one app in the list: what it is, when it was last here, and its switch.
type row struct {
	p    *page
	name string
	used *widget.Label
	on   *widget.Check
	note *kit.Message
	box  *kit.Panel
	set  bool // the switch is being set by the program
}

func newRow(p *page, name string) *row {
	r := &row{p: p, name: name, used: caption(""), note: kit.NewMessage()}
	title := widget.NewLabelWithStyle(kit.Plain(name), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.Truncation = fyne.TextTruncateEllipsis
	r.used.Wrapping = fyne.TextWrapWord
	r.on = widget.NewCheck(kit.T("apps.on"), r.switched)
	open := widget.NewButtonWithIcon(kit.T("apps.details"), theme.NavigateNextIcon(), func() { p.turn(newDetail(p, name)) })
	open.IconPlacement = widget.ButtonIconTrailingText
	head := kit.Border(nil, nil, nil, container.NewHBox(container.NewCenter(r.on), container.NewCenter(open)),
		kit.Flush(container.New(&kit.Column{Gap: -16}, title, r.used)))
	r.box = kit.NewPanel(head, r.note.Box)
	return r
}

func (r *row) show() {
	app := r.p.app(r.name)
	r.used.SetText(kit.Plain(kit.T("apps.kind_used", "kind", r.p.title(app.Kind), "used", used(r.p.h.Session.App(r.name)))))
	if app.Off {
		r.used.SetText(kit.Plain(kit.T("apps.kind_off", "kind", r.p.title(app.Kind))))
	}
	setCheck(r.on, &r.set, !app.Off)
}

func (r *row) switched(on bool) {
	if r.set {
		return
	}
	off := !on
	r.note.Clear()
	r.p.change(r.name, control.ClientChange{Off: &off}, func(err error) {
		if err != nil {
			r.note.Fail(kit.Sentence(err))
		}
		r.show()
	})
}

// used says when an app was last here.
func used(c control.Client) string {
	switch {
	case c.LastUsed == nil:
		return kit.T("app.unused")
	case c.Requests > 0:
		return kit.T("app.used_count", "when", kit.Moment(*c.LastUsed), "count", c.Requests)
	}
	return kit.T("app.used", "when", kit.Moment(*c.LastUsed))
}

// setCheck sets a box without anybody having tapped it.
func setCheck(c *widget.Check, by *bool, on bool) {
	if c.Checked != on {
		*by = true
		c.SetChecked(on)
		*by = false
	}
}

// caption is a quiet small line.
func caption(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Importance = widget.LowImportance
	l.SizeName = theme.SizeNameCaptionText
	return l
}
