package fix

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/updates"
)

// Fix is the row of buttons for one problem, with what came of them under it.
type Fix struct {
	// Row is the buttons; it takes no room while there is nothing to press.
	Row *fyne.Container
	// Note says how the last press went.
	Note *kit.Message

	host          *kit.Host
	first, second *widget.Button
	busy          *kit.Busy
	problem       control.Problem
}

// New has no problem yet.
func New(h *kit.Host) *Fix {
	f := &Fix{host: h, Note: kit.NewMessage()}
	f.first = widget.NewButton("", func() { f.press(f.problem.Action) })
	f.second = widget.NewButton("", func() { f.press(f.problem.Second) })
	f.first.Importance = widget.HighImportance
	f.busy = kit.NewBusy(f.first, f.second)
	f.Row = container.New(&kit.Flow{}, f.first, f.second, f.busy.Spin)
	f.Show(control.Problem{})
	return f
}

// Show offers what helps against p. What was said of another problem goes.
func (f *Fix) Show(p control.Problem) {
	if p.Code != f.problem.Code {
		f.Note.Clear()
	}
	f.problem = p
	f.label(f.first, p.Action)
	f.label(f.second, p.Second)
	kit.SetVisible(f.Row, f.first.Visible() || f.busy.Running())
}

// Width is what the buttons need beside each other.
func (f *Fix) Width() (width float32) {
	for _, o := range f.Row.Objects {
		if o.Visible() {
			width += o.MinSize().Width + theme.Padding()
		}
	}
	return width
}

func (f *Fix) label(b *widget.Button, a control.Action) {
	if text := kit.Plain(control.ActionLabel(f.problem, a)); b.Text != text {
		b.SetText(text)
	}
	kit.SetVisible(b, b.Text != "") // an action of a newer Keyport has no words here
}

// press does what a button says. What takes effect on other programs, or cannot be taken back, is asked first.
func (f *Fix) press(a control.Action) {
	p := f.problem
	apps := f.host.Session.AppsOn()
	switch a {
	case control.ActionUsePort:
		if len(apps) > 0 {
			f.host.Ask(kit.T("fix.port", "port", p.FreePort), kit.T("fix.port_apps", "apps", kit.Listing(apps)),
				kit.Answer{Verb: kit.T("cancel")},
				kit.Answer{Verb: control.ActionLabel(p, a), Strong: true, Do: func() { f.act(p, a) }})
			return
		}
	case control.ActionFresh:
		f.host.Confirm(kit.T("fix.fresh"), kit.T("fix.fresh_means"), control.ActionLabel(p, a), func() { f.act(p, a) })
		return
	case control.ActionTrayHelp:
		f.host.Ask(kit.T("fix.tray"), kit.T("fix.tray_how"), kit.Answer{Verb: kit.T("fix.close"), Strong: true})
		return
	case control.ActionNewerVersion, control.ActionRelease:
		if p.Link != "" {
			f.browse(p)
			return
		}
	case control.ActionCopyReport:
		f.copyReport()
		return
	case control.ActionCheckKey, control.ActionTestAgain:
		f.check(p)
		return
	}
	f.act(p, a)
}

// act has Keyport do it, and turns to the page where it goes on.
func (f *Fix) act(p control.Problem, a control.Action) {
	f.Note.Clear()
	f.busy.Start()
	f.host.Calls.Run(kit.KeychainCall, func(ctx context.Context) error { return control.Act(ctx, f.host.Session.API, p, a) }, func(err error) {
		f.busy.Stop()
		if err != nil {
			f.Note.Fail(kit.Sentence(err))
			return
		}
		if page := p.Opens(a); page != "" {
			f.host.Open(page)
		}
	})
}

// check asks the provider, and says what it answers: the problem may stay.
func (f *Fix) check(p control.Problem) {
	f.Note.Clear()
	f.busy.Start()
	kit.Request(f.host.Calls, kit.CheckCall, func(ctx context.Context) (control.KeyResult, error) {
		return f.host.Session.API.CheckKey(ctx, control.KeyCheck{Upstream: p.Upstream})
	}, func(r control.KeyResult, err error) {
		f.busy.Stop()
		switch {
		case err != nil:
			f.Note.Fail(kit.Sentence(err))
		case !r.OK && f.problem.Code == p.Code:
			f.Note.Fail(r.Sentence)
		}
	})
}

// browse shows the page that helps; where no browser comes, its address is told.
func (f *Fix) browse(p control.Problem) {
	f.Note.Clear()
	if err := updates.Browse(f.host, p.Link); err != nil {
		f.Note.Warn(kit.Plain(p.Link))
	}
}

func (f *Fix) copyReport() {
	f.busy.Start()
	kit.Request(f.host.Calls, kit.QuickCall, f.host.Session.API.CrashReport, func(text string, err error) {
		f.busy.Stop()
		if err != nil {
			f.Note.Fail(kit.Sentence(err))
			return
		}
		f.host.Copy(text)
		f.Note.Good(kit.T("fix.copied"))
	})
}
