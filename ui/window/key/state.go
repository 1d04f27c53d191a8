package key

import (
	"context"

	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/provider"
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
		text = kit.T("key.saved")
		if u.KeyEnd != "" {
			text = kit.T("key.saved_end", "end", u.KeyEnd)
		}
		if keychain != "" {
			text = kit.T("key.kept", "saved", text, "keychain", keychain)
		}
		if u.LastError != "" {
			return kit.T("key.last_error", "saved", text, "error", u.LastError), true
		}
		return text, false
	case control.KeyRejected:
		if u.KeyEnd != "" {
			return kit.T("key.rejected_end", "end", u.KeyEnd), true
		}
		return kit.T("key.rejected"), true
	case control.KeyElsewhere:
		if u.KeyOrigin == "" {
			return kit.T("key.elsewhere_unknown"), true
		}
		return kit.T("key.elsewhere", "host", provider.HostOf(u.KeyOrigin)), true
	case control.KeyLocked:
		return kit.T("key.locked"), true
	case control.KeyUnreadable:
		return kit.T("key.unreadable"), true
	}
	return "", false
}

// showAccounts lists the accounts above the form when there are several.
func (p *page) showAccounts() {
	all := p.realAccounts()
	var names []string
	for _, u := range all {
		names = append(names, u.Name)
	}
	if p.account == "" {
		names = append(names, kit.T("key.account.new"))
	}
	p.filling = true
	p.accounts.SetOptions(names)
	if p.account == "" {
		p.accounts.SetSelected(kit.T("key.account.new"))
	} else {
		p.accounts.SetSelected(p.account)
	}
	p.filling = false
	several := len(names) > 1
	kit.SetVisible(p.accountField.Box, several)
	kit.SetVisible(p.addSecond, len(names) == 1 && p.account != "")
	kit.SetVisible(p.addAccount, p.account != "")
	kit.SetVisible(p.dropButton, p.account != "" && len(all) > 1)
}

func (p *page) accountChosen(name string) {
	if p.filling || name == p.account {
		return
	}
	for _, u := range p.realAccounts() {
		if u.Name == name {
			p.account, p.base = u.Name, u
			p.Message.Clear()
			p.fill()
			return
		}
	}
}

// newAccount begins one that is not saved yet.
func (p *page) newAccount() {
	p.account = ""
	p.Message.Clear()
	p.fill()
}

// dropAccount removes the account that is shown, its key first.
func (p *page) dropAccount() {
	name := p.account
	p.h.Confirm(kit.T("key.account.remove"), kit.T("key.account.remove_text", "name", name), kit.T("remove"), func() {
		p.Busy.Start()
		p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error { return p.h.Session.API.RemoveKey(ctx, name) }, func(err error) {
			if err != nil && kit.Code(err) != control.CodeNotFound {
				p.Busy.Stop()
				p.Message.Fail(kit.Sentence(err))
				return
			}
			p.h.Session.Save(func(s *control.Settings) {
				var rest []control.Account
				for _, u := range s.Upstreams {
					if u.Name != name {
						rest = append(rest, u)
					}
				}
				s.Upstreams = rest
			}, func(err error) {
				p.Busy.Stop()
				p.Saved(err, kit.T("key.account.removed", "name", name))
			})
		})
	})
}

// showDemo offers the demo while there is nothing else, and the way out of it while it is on.
func (p *page) showDemo() {
	on := false
	for _, u := range p.h.Session.View.Settings.Upstreams {
		on = on || u.Kind == control.KindDemo
	}
	empty := true
	for _, u := range p.realAccounts() {
		state, _ := p.h.Session.Upstream(u.Name)
		empty = empty && u.Auth != "none" && !hasKey(state.Key)
	}
	kit.SetVisible(p.demo, p.h.Session.Loaded && p.h.Session.Status.Version > 0 && (on || empty))
	if on {
		p.demoOn.SetText(kit.T("demo.on"))
		p.demoDo.SetText(kit.T("demo.stop"))
	} else {
		p.demoOn.SetText(kit.T("demo.offer"))
		p.demoDo.SetText(kit.T("demo.try"))
	}
	p.demoDo.Importance = widget.MediumImportance
	p.demoDo.OnTapped = func() { p.useDemo(!on) }
}

func (p *page) useDemo(on bool) {
	p.Busy.Start()
	p.h.Calls.Run(kit.QuickCall, func(ctx context.Context) error { return p.h.Session.API.UseDemo(ctx, on) }, func(err error) {
		p.Busy.Stop()
		if err != nil {
			p.Message.Fail(kit.Sentence(err))
			return
		}
		p.Message.Clear()
		if on {
			p.Message.Good(kit.T("demo.started"))
		}
		p.h.Session.Fetch(nil)
	})
}
