package general

import (
	"context"

	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// envPanel takes over the variables of a proxy that somebody used before.
type envPanel struct {
	*drawer
	p  *page
	do *widget.Button
}

func newEnvPanel(p *page) *envPanel {
	e := &envPanel{p: p}
	e.do = widget.NewButton(kit.T("general.env.take"), e.tapped)
	e.do.Importance = widget.HighImportance
	e.drawer = newDrawer(kit.T("general.env.do"), kit.T("general.env.paste"), e.do)
	e.text.TextStyle.Monospace = true
	p.busy.Add(e.do)
	return e
}

func (e *envPanel) tapped() {
	p, text := e.p, e.text.Text
	e.note.Clear()
	e.tell("")
	p.busy.Start()
	kit.Request(p.h.Calls, kit.KeychainCall, func(ctx context.Context) (control.ImportReport, error) {
		return p.h.Session.API.Import(ctx, text)
	}, func(r control.ImportReport, err error) {
		p.busy.Stop()
		switch {
		case err != nil:
			e.note.Fail(kit.Sentence(err))
		case len(r.Done) == 0:
			e.note.Warn(kit.T("general.env.nothing"))
		default:
			e.text.SetText("") // it holds keys
		}
		e.add(kit.T("general.env.done"), r.Done...)
		e.add(kit.T("general.env.left"), r.Warnings...)
	})
}

// askReset asks whether the keys go too.
func (p *page) askReset() {
	p.h.Ask(kit.T("general.reset.title"), kit.T("general.reset.question"),
		kit.Answer{Verb: kit.T("cancel")},
		kit.Answer{Verb: kit.T("general.reset.all"), Danger: true, Do: func() { p.reset(true) }},
		kit.Answer{Verb: kit.T("general.reset.keep"), Danger: true, Do: func() { p.reset(false) }})
}

func (p *page) reset(keys bool) {
	p.said.Clear()
	p.busy.Start()
	kit.Request(p.h.Calls, kit.KeychainCall, func(ctx context.Context) (control.SettingsView, error) {
		return p.h.Session.API.ResetSettings(ctx, keys)
	}, func(_ control.SettingsView, err error) {
		p.busy.Stop()
		if err != nil {
			p.said.Fail(kit.Sentence(err))
			return
		}
		p.said.Good(kit.T("general.reset.done"))
		p.h.Session.Fetch(nil)
	})
}
