package window

import (
	"context"

	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// hasKey says whether a key is saved, usable or not.
func hasKey(s control.KeyState) bool {
	switch s {
	case control.KeyPresent, control.KeyRejected, control.KeyElsewhere, control.KeyLocked, control.KeyUnreadable:
		return true
	}
	return false
}

// keyStateText says what is known of a saved key, and whether that is a problem. The key itself is never part of it.
func keyStateText(u control.Upstream, keychain string) (text string, problem bool) {
	switch u.Key {
	case control.KeyPresent:
		text = T("key.saved")
		if u.KeyEnd != "" {
			text = T("key.saved_end", "end", u.KeyEnd)
		}
		if keychain != "" {
			text = T("key.kept", "saved", text, "keychain", keychain)
		}
		if u.LastError != "" {
			return T("key.last_error", "saved", text, "error", u.LastError), true
		}
		return text, false
	case control.KeyRejected:
		if u.KeyEnd != "" {
			return T("key.rejected_end", "end", u.KeyEnd), true
		}
		return T("key.rejected"), true
	case control.KeyElsewhere:
		if u.KeyOrigin == "" {
			return T("key.elsewhere_unknown"), true
		}
		return T("key.elsewhere", "host", hostOf(u.KeyOrigin)), true
	case control.KeyLocked:
		return T("key.locked"), true
	case control.KeyUnreadable:
		return T("key.unreadable"), true
	}
	return "", false
}

// showAccounts lists the accounts above the form when there are several.
func (p *keyPage) showAccounts() {
	all := p.realAccounts()
	var names []string
	for _, u := range all {
		names = append(names, u.Name)
	}
	if p.account == "" {
		names = append(names, T("key.account.new"))
	}
	p.filling = true
	p.accounts.SetOptions(names)
	if p.account == "" {
		p.accounts.SetSelected(T("key.account.new"))
	} else {
		p.accounts.SetSelected(p.account)
	}
	p.filling = false
	several := len(names) > 1
	setVisible(p.accountField.box, several)
	setVisible(p.addSecond, len(names) == 1 && p.account != "")
	setVisible(p.addAccount, p.account != "")
	setVisible(p.dropButton, p.account != "" && len(all) > 1)
}

func (p *keyPage) accountChosen(name string) {
	if p.filling || name == p.account {
		return
	}
	for _, u := range p.realAccounts() {
		if u.Name == name {
			p.account, p.base = u.Name, u
			p.message.clear()
			p.fill()
			return
		}
	}
}

// newAccount begins one that is not saved yet.
func (p *keyPage) newAccount() {
	p.account = ""
	p.message.clear()
	p.fill()
}

// dropAccount removes the account that is shown, its key first.
func (p *keyPage) dropAccount() {
	name := p.account
	p.w.confirm(T("key.account.remove"), T("key.account.remove_text", "name", name), T("remove"), func() {
		p.busy.start()
		p.w.calls.run(keychainCall, func(ctx context.Context) error { return p.w.session.api.RemoveKey(ctx, name) }, func(err error) {
			if err != nil && code(err) != control.CodeNotFound {
				p.busy.stop()
				p.message.fail(sentence(err))
				return
			}
			p.w.session.save(func(s *control.Settings) {
				var rest []control.Account
				for _, u := range s.Upstreams {
					if u.Name != name {
						rest = append(rest, u)
					}
				}
				s.Upstreams = rest
			}, func(err error) {
				p.busy.stop()
				p.saved(err, T("key.account.removed", "name", name))
			})
		})
	})
}

// showDemo offers the demo while there is nothing else, and the way out of it while it is on.
func (p *keyPage) showDemo() {
	on := false
	for _, u := range p.w.session.view.Settings.Upstreams {
		on = on || u.Kind == control.KindDemo
	}
	empty := true
	for _, u := range p.realAccounts() {
		state, _ := p.w.session.upstream(u.Name)
		empty = empty && u.Auth != "none" && !hasKey(state.Key)
	}
	setVisible(p.demo, p.w.session.loaded && p.w.session.status.Version > 0 && (on || empty))
	if on {
		p.demoOn.SetText(T("demo.on"))
		p.demoDo.SetText(T("demo.stop"))
	} else {
		p.demoOn.SetText(T("demo.offer"))
		p.demoDo.SetText(T("demo.try"))
	}
	p.demoDo.Importance = widget.MediumImportance
	p.demoDo.OnTapped = func() { p.useDemo(!on) }
}

func (p *keyPage) useDemo(on bool) {
	p.busy.start()
	p.w.calls.run(quickCall, func(ctx context.Context) error { return p.w.session.api.UseDemo(ctx, on) }, func(err error) {
		p.busy.stop()
		if err != nil {
			p.message.fail(sentence(err))
			return
		}
		p.message.clear()
		if on {
			p.message.good(T("demo.started"))
		}
		p.w.session.fetch(nil)
	})
}
