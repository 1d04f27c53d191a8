package apps

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// detail is all that belongs to one app. Name and web origins are saved with the
// save bar; switches take effect at once.
type detail struct {
	*kit.Form
	p       *page
	app     control.App // as it was loaded
	becomes string      // the name that a running call gives it
	box     fyne.CanvasObject
	used    *widget.Label
	name    *kit.Entry
	nameRow *kit.Field
	origins *kit.Entry
	webRow  *kit.Field
	on      *widget.Check
	cursor  *widget.Check
	access  *access
	note    *kit.Message
	busy    *kit.Busy
	set     bool // a switch is being set by the program
}

func newDetail(p *page, name string) *detail {
	d := &detail{p: p, app: p.app(name), used: caption(""), note: kit.NewMessage()}
	d.Form = kit.NewForm(p.h, kit.Plain(name), "", d.save, d.undo)
	d.box = under(func() { p.turn(p.list) }, d.Content())

	guide := widget.NewButtonWithIcon(kit.T("apps.how"), theme.NavigateNextIcon(), func() { p.turn(newGuide(p, d.app.Name, d.app.Kind)) })
	guide.IconPlacement = widget.ButtonIconTrailingText
	d.used.Wrapping = fyne.TextWrapWord
	d.on = widget.NewCheck(kit.T("apps.on_long"), func(on bool) { off := !on; d.flip(control.ClientChange{Off: &off}) })
	d.cursor = widget.NewCheck(kit.T("apps.cursor"), func(on bool) { d.flip(control.ClientChange{Cursor: &on}) })

	d.name = kit.NewEntry(kit.T("apps.name"))
	d.nameRow = kit.NewField(kit.T("apps.name_title"), d.name)
	d.origins = kit.NewTextArea(kit.T("apps.origins_none"), 2)
	d.origins.Wrapping = fyne.TextWrapOff
	d.webRow = kit.NewField(kit.T("apps.origins"), d.origins)
	for _, e := range []*kit.Entry{d.name, d.origins} {
		e.OnChanged = func(string) { d.changed() }
		e.Left = func() { d.valid(e) }
	}
	d.name.OnSubmitted = func(string) { d.save() }

	remove := widget.NewButtonWithIcon(kit.T("app.remove"), theme.DeleteIcon(), d.removeTapped)
	remove.Importance = widget.DangerImportance
	d.busy = kit.NewBusy(remove)
	d.access = newAccess(p, name)
	d.Add(
		kit.Flush(d.used), hinted(d.on, kit.T("apps.on_hint")), d.note.Box, container.NewHBox(guide),
		d.access.box,
		d.nameRow.Box, d.webRow.Box, hinted(d.cursor, kit.T("apps.cursor_hint")),
		container.NewHBox(remove, d.busy.Spin),
	)
	return d
}

func (d *detail) content() fyne.CanvasObject { return d.box }
func (d *detail) leave()                     { d.access.hide() }

// about is the app's name, or its new one as soon as the settings have it: they
// may arrive before the call that renames it has ended.
func (d *detail) about() string {
	if d.becomes != "" && slices.Contains(d.p.h.Session.Apps(), d.becomes) {
		return d.becomes
	}
	return d.app.Name
}

// load takes over what was changed elsewhere, and leaves what is being typed.
func (d *detail) load() {
	was, now := d.app, d.p.app(d.about())
	d.app = now
	if d.name.Text == kit.Plain(was.Name) || d.name.Text == "" {
		d.name.SetText(kit.Plain(now.Name))
	}
	if d.origins.Text == "" || slices.Equal(kit.SplitNames(d.origins.Text), was.Origins) {
		d.origins.SetText(strings.Join(now.Origins, "\n"))
	}
	d.changed()
	d.Scroll.Refresh() // wrapped sentences know their height only now
}

func (d *detail) show() {
	st := d.p.h.Session.App(d.app.Name)
	d.used.SetText(kit.Plain(kit.T("apps.kind_used", "kind", d.p.title(d.app.Kind), "used", used(st))))
	setCheck(d.on, &d.set, !d.app.Off)
	setCheck(d.cursor, &d.set, d.app.Cursor)
	d.access.show(st)
}

// flip changes what takes effect at once.
func (d *detail) flip(c control.ClientChange) {
	if d.set {
		return
	}
	d.note.Clear()
	d.p.change(d.app.Name, c, func(err error) {
		if err != nil {
			d.note.Fail(kit.Sentence(err))
		}
		d.show()
	})
}

// edited gives what the fields say, as a change; it is empty when they say what is saved.
func (d *detail) edited() (c control.ClientChange, any bool) {
	if name := strings.TrimSpace(d.name.Text); name != kit.Plain(d.app.Name) {
		c.Name, any = &name, true
	}
	origins := kit.SplitNames(d.origins.Text)
	if !slices.Equal(origins, d.app.Origins) && len(origins)+len(d.app.Origins) > 0 {
		if origins == nil {
			origins = []string{}
		}
		c.Origins, any = &origins, true
	}
	return c, any
}

// changed says in the save bar what waits.
func (d *detail) changed() {
	switch c, any := d.edited(); {
	case !any:
		d.Unsaved("")
	case c.Name != nil:
		d.Unsaved(kit.T("apps.renames"))
	default:
		d.Unsaved(kit.T("unsaved"))
	}
}

// valid says under a field what is wrong with it.
func (d *detail) valid(e *kit.Entry) bool {
	row, wrong := d.nameRow, ""
	if e == d.origins {
		row = d.webRow
		for _, origin := range kit.SplitNames(e.Text) {
			if !looksLikeOrigin(origin) {
				wrong = kit.T("apps.origin_rule")
			}
		}
	} else {
		wrong = wrongName(d.p.h, e.Text, d.app.Name)
	}
	if wrong != "" {
		row.Note.Fail(wrong)
		return false
	}
	row.Note.Clear()
	return true
}

// looksLikeOrigin is what can be told here; Keyport looks closer when it is saved.
func looksLikeOrigin(origin string) bool {
	scheme, host, ok := strings.Cut(origin, "://")
	return ok && scheme != "" && host != "" && !strings.ContainsAny(origin, "* ?#") && !strings.Contains(host, "/") && origin == strings.ToLower(origin)
}

func (d *detail) save() {
	c, any := d.edited()
	if !any || !d.CanSave() {
		return
	}
	for _, e := range []*kit.Entry{d.name, d.origins} {
		if !d.valid(e) {
			d.Message.Fail(kit.T("save.fields"))
			d.p.h.Focus(e)
			return
		}
	}
	d.Busy.Start()
	if c.Name != nil {
		d.becomes = *c.Name
	}
	was := d.app.Name
	d.p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error {
		return d.p.h.Session.API.ChangeClient(ctx, was, c)
	}, func(err error) { d.saved(c, err) })
}

func (d *detail) saved(c control.ClientChange, err error) {
	d.becomes = ""
	if err != nil {
		d.Busy.Stop()
		for _, f := range kit.FieldErrors(err) {
			if strings.Contains(f.Field, ".origins") {
				d.webRow.Note.Fail(f.Message)
			} else if strings.HasSuffix(f.Field, ".name") {
				d.nameRow.Note.Fail(f.Message)
			}
		}
		d.Saved(err, "")
		return
	}
	if c.Name != nil { // before the settings arrive: this view is about the new name from now on
		d.app.Name = *c.Name
	}
	d.p.h.Session.Fetch(func(error) {
		d.Busy.Stop()
		if c.Name == nil {
			d.Saved(nil, kit.T("saved"))
			return
		}
		if d.p.now == view(d) {
			d.p.turn(newDetail(d.p, *c.Name)) // its heading is the name
		}
	})
}

func (d *detail) undo() {
	d.name.SetText(kit.Plain(d.app.Name))
	d.origins.SetText(strings.Join(d.app.Origins, "\n"))
	d.nameRow.Note.Clear()
	d.webRow.Note.Clear()
	d.Message.Clear()
	d.changed()
}

func (d *detail) removeTapped() {
	name := d.app.Name
	d.p.h.Confirm(kit.T("app.remove_title", "name", name), kit.T("app.remove_text", "name", name), kit.T("app.remove"), func() {
		d.busy.Start()
		d.p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error {
			return d.p.h.Session.API.RemoveClient(ctx, name)
		}, func(err error) {
			d.busy.Stop()
			if err != nil {
				d.note.Fail(kit.Sentence(err))
				return
			}
			d.p.h.Session.Fetch(nil) // the page turns back to the list when the app is gone
		})
	})
}

// hinted puts a quiet sentence under a switch.
func hinted(check *widget.Check, hint string) fyne.CanvasObject {
	said := caption(hint)
	said.Wrapping = fyne.TextWrapWord
	return container.New(&kit.Column{Gap: -14}, kit.FlushCheck(check),
		container.New(layout.NewCustomPaddedLayout(0, -4, 15, 0), said))
}
