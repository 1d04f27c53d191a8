package key

import (
	"context"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/provider"
)

func (p *page) pasteTapped() {
	p.key.SetText(p.h.App.Clipboard().Content())
	p.keyLeft()
}

// keyLeft looks at the key when the focus leaves it. An empty field is not yet a mistake.
func (p *page) keyLeft() {
	if p.key.Text == "" {
		p.keyField.Note.Clear()
		return
	}
	p.goodKey()
}

// goodKey cleans and checks what was typed, says what is wrong under the field, and reports whether it can be used.
func (p *page) goodKey() bool {
	clean, trimmed := provider.CleanKey(p.key.Text)
	if trimmed {
		p.key.SetText(clean)
	}
	problem, owner := provider.KeyProblem(clean, p.recipient())
	switch {
	case problem != "":
		p.keyField.Note.Fail(problem)
		if owner != nil {
			p.keyField.Note.Offer(kit.T("key.switch"), func() { p.provider.SetSelected(owner.Label()) })
		}
		return false
	case trimmed:
		p.keyField.Note.Hint(kit.T("key.trimmed"))
	default:
		p.keyField.Note.Clear()
	}
	return true
}

// recipient is the provider that a key would be sent to. A known provider under
// another host is a gateway, which may take any key.
func (p *page) recipient() provider.Provider {
	return provider.Of(provider.ByLabel(p.provider.Selected).Kind, p.url.Text)
}

// checkTapped asks the provider with what is typed, or else with what is saved.
func (p *page) checkTapped() {
	u := p.current()
	state, _ := p.h.Session.Upstream(p.account)
	if u.Auth != "none" && (p.key.Text != "" || !hasKey(state.Key)) && !p.goodKey() {
		p.h.Focus(p.key)
		return
	}
	check := control.KeyCheck{Upstream: p.account, Kind: u.Kind, URL: u.URL, Key: p.key.Text, Headers: u.Headers}
	p.result.Clear()
	p.Busy.Start()
	kit.Request(p.h.Calls, kit.CheckCall,
		func(ctx context.Context) (control.KeyResult, error) { return p.h.Session.API.CheckKey(ctx, check) },
		func(r control.KeyResult, err error) {
			p.Busy.Stop()
			switch {
			case err != nil:
				if !p.fieldMessages(err, -1) {
					p.result.Fail(kit.Sentence(err))
				}
			case r.OK:
				p.result.Good(r.Sentence)
			default:
				p.result.Fail(r.Sentence)
			}
		})
}

func (p *page) removeTapped() {
	name := p.account
	p.h.Confirm(kit.T("key.remove"), kit.T("key.remove_text"), kit.T("remove"), func() {
		p.Busy.Start()
		p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error { return p.h.Session.API.RemoveKey(ctx, name) }, func(err error) {
			p.Busy.Stop()
			p.Saved(err, kit.T("key.removed"))
		})
	})
}

// askMove binds a key that was saved for another host to the present one.
func (p *page) askMove(home string) {
	name := p.account
	from, to := originNames(home, provider.OriginOf(p.base.URL))
	p.h.Ask(kit.T("key.move.title"), kit.T("key.move.question", "old", from, "new", to),
		kit.Answer{Verb: kit.T("cancel")},
		kit.Answer{Verb: kit.T("key.move.use"), Do: func() {
			p.Busy.Start()
			p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error { return p.h.Session.API.MoveKey(ctx, name) }, func(err error) {
				p.Busy.Stop()
				p.Saved(err, kit.T("saved"))
			})
		}},
		kit.Answer{Verb: kit.T("key.move.enter"), Strong: true, Do: func() { p.h.Focus(p.key) }})
}

func (p *page) undoTapped() {
	p.Message.Clear()
	p.fill()
}
