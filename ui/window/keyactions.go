package window

import (
	"context"

	"keyport/app/control"
)

func (p *keyPage) pasteTapped() {
	p.key.SetText(p.w.app.Clipboard().Content())
	p.keyLeft()
}

// keyLeft looks at the key when the focus leaves it. An empty field is not yet a mistake.
func (p *keyPage) keyLeft() {
	if p.key.Text == "" {
		p.keyField.note.clear()
		return
	}
	p.goodKey()
}

// goodKey cleans and checks what was typed, says what is wrong under the field, and reports whether it can be used.
func (p *keyPage) goodKey() bool {
	clean, trimmed := cleanKey(p.key.Text)
	if trimmed {
		p.key.SetText(clean)
	}
	problem, owner := keyProblem(clean, p.recipient())
	switch {
	case problem != "":
		p.keyField.note.fail(problem)
		if owner != nil {
			p.keyField.note.offer(T("key.switch"), func() { p.provider.SetSelected(owner.label()) })
		}
		return false
	case trimmed:
		p.keyField.note.hint(T("key.trimmed"))
	default:
		p.keyField.note.clear()
	}
	return true
}

// recipient is the provider that a key would be sent to. A known provider under
// another host is a gateway, which may take any key.
func (p *keyPage) recipient() provider {
	return providerOf(providerByLabel(p.provider.Selected).kind, p.url.Text)
}

// checkTapped asks the provider with what is typed, or else with what is saved.
func (p *keyPage) checkTapped() {
	u := p.current()
	state, _ := p.w.session.upstream(p.account)
	if u.Auth != "none" && (p.key.Text != "" || !hasKey(state.Key)) && !p.goodKey() {
		p.w.win.Canvas().Focus(p.key)
		return
	}
	check := control.KeyCheck{Upstream: p.account, Kind: u.Kind, URL: u.URL, Key: p.key.Text, Headers: u.Headers}
	p.result.clear()
	p.busy.start()
	request(p.w.calls, checkCall,
		func(ctx context.Context) (control.KeyResult, error) { return p.w.session.api.CheckKey(ctx, check) },
		func(r control.KeyResult, err error) {
			p.busy.stop()
			switch {
			case err != nil:
				if !p.fieldMessages(err, -1) {
					p.result.fail(sentence(err))
				}
			case r.OK:
				p.result.good(r.Sentence)
			default:
				p.result.fail(r.Sentence)
			}
		})
}

func (p *keyPage) removeTapped() {
	name := p.account
	p.w.confirm(T("key.remove"), T("key.remove_text"), T("remove"), func() {
		p.busy.start()
		p.w.calls.run(keychainCall, func(ctx context.Context) error { return p.w.session.api.RemoveKey(ctx, name) }, func(err error) {
			p.busy.stop()
			p.saved(err, T("key.removed"))
		})
	})
}

// askMove binds a key that was saved for another host to the present one.
func (p *keyPage) askMove(home string) {
	name := p.account
	from, to := originNames(home, originOf(p.base.URL))
	p.w.ask(T("key.move.title"), T("key.move.question", "old", from, "new", to),
		answer{verb: T("cancel")},
		answer{verb: T("key.move.use"), do: func() {
			p.busy.start()
			p.w.calls.run(keychainCall, func(ctx context.Context) error { return p.w.session.api.MoveKey(ctx, name) }, func(err error) {
				p.busy.stop()
				p.saved(err, T("saved"))
			})
		}},
		answer{verb: T("key.move.enter"), strong: true, do: func() { p.w.win.Canvas().Focus(p.key) }})
}

func (p *keyPage) undoTapped() {
	p.message.clear()
	p.fill()
}
