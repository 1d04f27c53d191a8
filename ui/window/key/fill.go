package key

import (
	"strings"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/provider"
)

// current is the account as the fields say.
func (p *page) current() control.Account {
	u := p.base
	if p.account == "" {
		u = newUpstream()
	}
	chosen := provider.ByLabel(p.provider.Selected)
	u.Kind = chosen.Kind
	u.URL = strings.TrimSpace(p.url.Text)
	u.Models = kit.SplitNames(p.models.Text)
	u.Auth = "key"
	if p.noKey.Checked && chosen.ID == provider.Other {
		u.Auth = "none"
	}
	u.APIVersion = ""
	if chosen.Kind == control.KindAzure {
		u.APIVersion = strings.TrimSpace(p.version.Text)
	}
	return u
}

// newUpstream is an account that waits to be described.
func newUpstream() control.Account { return provider.NewAccount(provider.All()[0]) }

// dirty says whether the account or a key waits to be saved.
func (p *page) dirty() bool { return p.key.Text != "" || !kit.Same(p.current(), p.base) }

// fill puts base into the fields; what was typed is gone then, the key too.
func (p *page) fill() {
	p.key.SetText("")
	p.fillAccount()
}

func (p *page) fillAccount() {
	if p.account == "" {
		p.base = newUpstream()
	}
	p.filling = true
	p.provider.SetSelected(provider.Of(p.base.Kind, p.base.URL).Label())
	p.url.SetText(p.base.URL)
	p.version.SetText(p.base.APIVersion)
	p.models.SetText(strings.Join(p.base.Models, ", "))
	p.noKey.SetChecked(p.base.Auth == "none")
	p.filling = false
	for _, f := range []*kit.Field{p.urlField, p.verField, p.modelField, p.keyField} {
		f.Note.Clear()
	}
	p.result.Clear()
	p.Show()
	p.edited()
	for i, u := range p.h.Session.View.Settings.Upstreams {
		if u.Name == p.account {
			p.place(p.h.Session.View.Warnings, i, (*kit.Message).Warn)
		}
	}
}

// Load takes over the settings; what the person is typing stays unless the same account was changed elsewhere.
func (p *page) Load() {
	all := p.realAccounts()
	at := -1
	for i, u := range all {
		if u.Name == p.account {
			at = i
		}
	}
	switch {
	case at >= 0 && kit.Same(all[at], p.base):
		p.Show()
		return
	case at >= 0:
		p.base = all[at]
		p.fillAccount()
		return
	case p.account == "" && (p.dirty() || len(all) == 0):
		p.Show()
		return
	case len(all) > 0:
		p.account, p.base = all[0].Name, all[0]
	default:
		p.account = ""
	}
	p.fill()
}

// realAccounts are the accounts that are somebody's: the demo is not.
func (p *page) realAccounts() []control.Account {
	var all []control.Account
	for _, u := range p.h.Session.View.Settings.Upstreams {
		if u.Kind != control.KindDemo {
			all = append(all, u)
		}
	}
	return all
}
