package general

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// exportPanel shows the settings as text.
type exportPanel struct {
	*drawer
	p    *page
	path *widget.Label
}

func newExportPanel(p *page) *exportPanel {
	e := &exportPanel{p: p, path: widget.NewLabel("")}
	copyIt := widget.NewButtonWithIcon(kit.T("copy"), theme.ContentCopyIcon(), func() {
		p.h.Copy(e.text.Text)
		e.note.Good(kit.T("about.diagnostics.done"))
	})
	copyIt.Importance = widget.HighImportance
	e.drawer = newDrawer(kit.T("general.export.do"), "", copyIt)
	e.text.TextStyle.Monospace = true
	e.open.OnTapped, e.shut.OnTapped = e.fetch, e.close
	p.busy.Add(e.open)

	e.path.Truncation = fyne.TextTruncateEllipsis
	e.path.TextStyle.Monospace = true
	copyPath := kit.LowButton(theme.ContentCopyIcon(), func() {
		p.h.Copy(p.h.Session.Status.Settings)
		e.note.Good(kit.T("about.diagnostics.done"))
	})
	e.lines.Add(kit.NewField(kit.T("general.export.file"), kit.Border(nil, nil, nil, copyPath, kit.Flush(e.path))).Box)
	e.lines.Show()
	return e
}

func (e *exportPanel) showPath(path string) { e.path.SetText(kit.Plain(path)) }

func (e *exportPanel) fetch() {
	p := e.p
	p.busy.Start()
	kit.Request(p.h.Calls, kit.QuickCall, p.h.Session.API.ExportSettings, func(text string, err error) {
		p.busy.Stop()
		e.note.Clear()
		if err != nil {
			e.note.Fail(kit.Sentence(err))
		}
		e.text.SetText(text)
		e.pull()
	})
}

func (e *exportPanel) close() {
	e.text.SetText("")
	e.note.Clear()
	e.panel.Hide()
}

// importPanel takes a settings file, shows what it would change, and does that.
type importPanel struct {
	*drawer
	p      *page
	do     *widget.Button
	review *control.SettingsReview // of the text that stands there; nil when it was not reviewed
}

func newImportPanel(p *page) *importPanel {
	i := &importPanel{p: p, do: widget.NewButton(kit.T("general.import.show"), nil)}
	i.do.OnTapped = i.tapped
	i.do.Importance = widget.HighImportance
	i.drawer = newDrawer(kit.T("general.import.do"), kit.T("general.import.paste"), i.do)
	i.shut.OnTapped = i.close
	i.text.TextStyle.Monospace = true
	i.text.OnChanged = func(string) { i.reviewed(nil) }
	p.busy.Add(i.do)
	return i
}

// reviewed keeps what was found out about the text; any change of the text makes it void.
func (i *importPanel) reviewed(r *control.SettingsReview) {
	i.review = r
	i.note.Clear()
	i.tell("")
	i.do.SetText(kit.T("general.import.show"))
	if r == nil {
		return
	}
	i.add(kit.T("general.import.changes"), r.Changes...)
	i.add(kit.T("general.env.left"), r.Warnings...)
	if len(r.Changes) == 0 {
		i.review = nil
		i.note.Hint(kit.T("general.import.same"))
		return
	}
	i.do.SetText(kit.T("general.import.apply"))
}

func (i *importPanel) tapped() {
	p, text := i.p, i.text.Text
	p.busy.Start()
	if i.review == nil {
		kit.Request(p.h.Calls, kit.QuickCall, func(ctx context.Context) (control.SettingsReview, error) {
			return p.h.Session.API.ReviewSettings(ctx, text)
		}, func(r control.SettingsReview, err error) {
			p.busy.Stop()
			if i.text.Text != text {
				return // another text stands there now
			}
			if err != nil {
				i.reviewed(nil)
				i.failed(err)
				return
			}
			i.reviewed(&r)
		})
		return
	}
	revision := i.review.Revision
	kit.Request(p.h.Calls, kit.KeychainCall, func(ctx context.Context) (control.SettingsView, error) {
		return p.h.Session.API.ApplySettings(ctx, text, revision)
	}, func(_ control.SettingsView, err error) {
		p.busy.Stop()
		i.reviewed(nil)
		if err != nil {
			i.failed(err)
			return
		}
		i.text.SetText("")
		i.note.Good(kit.T("general.import.done"))
		p.h.Session.Fetch(nil)
	})
}

// failed says what is wrong with the text, every field of it.
func (i *importPanel) failed(err error) {
	i.note.Fail(kit.Sentence(err))
	if fields := kit.FieldErrors(err); len(fields) > 1 {
		var all []string
		for _, f := range fields {
			all = append(all, f.Field+": "+f.Message)
		}
		i.note.Fail(kit.T("general.env.left"))
		i.tell("", all...)
	}
}

func (i *importPanel) close() {
	i.drawer.close()
	i.reviewed(nil)
}
