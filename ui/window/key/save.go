package key

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/provider"
)

// saveTapped saves the account, then the key that was typed.
func (p *page) saveTapped() {
	// Of an account that is not saved yet, saving says what is missing.
	if p.Busy.Running() || !p.h.Session.Loaded || p.account != "" && !p.dirty() {
		return
	}
	p.Message.Clear()
	p.result.Clear()
	if p.wrong() {
		p.Message.Fail(kit.T("save.fields"))
		return
	}
	u := p.current()
	state, _ := p.h.Session.Upstream(p.account)
	if u.Auth != "none" && (p.key.Text != "" || !hasKey(state.Key)) && !p.goodKey() {
		p.Message.Fail(kit.T("save.fields"))
		p.h.Focus(p.key)
		return
	}
	// A key must not follow an address to another host without a word.
	home := provider.OriginOf(p.base.URL)
	if state.Key == control.KeyElsewhere {
		home = state.KeyOrigin
	}
	moves := p.account != "" && hasKey(state.Key) && u.Auth != "none" &&
		provider.OriginOf(u.URL) != provider.OriginOf(p.base.URL) && provider.OriginOf(u.URL) != home
	if moves && p.key.Text == "" {
		from, to := originNames(home, provider.OriginOf(u.URL))
		p.h.Ask(kit.T("key.move.title"), kit.T("key.move.question", "old", from, "new", to),
			kit.Answer{Verb: kit.T("cancel")},
			kit.Answer{Verb: kit.T("key.move.use"), Do: func() { p.store(u, true) }},
			kit.Answer{Verb: kit.T("key.move.enter"), Strong: true, Do: func() {
				p.store(u, false)
				p.h.Focus(p.key)
			}})
		return
	}
	p.store(u, false)
}

// originNames gives two origins as short as they can be told apart.
func originNames(a, b string) (string, string) {
	if provider.HostOf(a) != provider.HostOf(b) && provider.HostOf(a) != "" && provider.HostOf(b) != "" {
		return provider.HostOf(a), provider.HostOf(b)
	}
	return a, b
}

// store saves the account, and then moves the saved key there or stores the typed one.
func (p *page) store(u control.Account, move bool) {
	name, index := p.account, -1
	state, _ := p.h.Session.Upstream(name)
	if chosen := provider.ByLabel(p.provider.Selected).ID; name == "" || chosen != name && isProvider(name) && !hasKey(state.Key) {
		// An account without a key is nothing but its address: it is named after its provider.
		u.Name = p.freeName(chosen)
	}
	key := control.NewSecret(p.key.Text)
	p.Busy.Start()
	finish := func(err error) {
		p.Busy.Stop()
		if err == nil {
			p.fill()
			p.Message.Good(kit.T("saved"))
			return
		}
		p.key.SetText(key.Reveal()) // nobody should have to find it again
		if !p.fieldMessages(err, index) {
			p.keyField.Note.Fail(kit.Sentence(err))
		}
		p.Message.Fail(kit.SaveSentence(err))
	}
	after := func() {
		p.account, p.base = u.Name, p.named(u)
		p.fillAccount()
		switch api := p.h.Session.API; {
		case !key.IsZero() && u.Auth != "none":
			p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error { return api.SetKey(ctx, u.Name, key) }, finish)
		case move:
			p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error { return api.MoveKey(ctx, u.Name) }, finish)
		default:
			finish(nil)
		}
	}
	if name != "" && kit.Same(u, p.base) {
		after()
		return
	}
	p.h.Session.Save(func(s *control.Settings) {
		all := append([]control.Account(nil), s.Upstreams...)
		for i := range all {
			if name != "" && all[i].Name == name {
				index, all[i] = i, u
			}
		}
		if index < 0 {
			index, all = len(all), append(all, u)
		}
		s.Upstreams = all
	}, func(err error) {
		if err != nil {
			p.Busy.Stop()
			p.fieldMessages(err, index)
			p.Message.Fail(kit.SaveSentence(err))
			return
		}
		after()
	})
}

// named gives the account as it was saved: Keyport may have put its address in order.
func (p *page) named(u control.Account) control.Account {
	for _, saved := range p.realAccounts() {
		if saved.Name == u.Name {
			return saved
		}
	}
	return u
}

// freeName gives a name that no account has.
func (p *page) freeName(want string) string {
	name := want
	for n := 2; ; n++ {
		taken := false
		for _, u := range p.h.Session.View.Settings.Upstreams {
			taken = taken || strings.EqualFold(u.Name, name)
		}
		if !taken {
			return name
		}
		name = want + "-" + strconv.Itoa(n)
	}
}

var upstreamField = regexp.MustCompile(`^(?:upstream\[(\d+)\]\.)?(\w+)`)

// fieldMessages puts what was wrong under its fields and reports whether all of
// it found a place. index is the account's place in the settings, -1 for any.
func (p *page) fieldMessages(err error, index int) bool {
	fields := kit.FieldErrors(err)
	strays := p.place(fields, index, (*kit.Message).Fail)
	for _, e := range strays {
		p.result.Fail(e.Message)
	}
	return len(fields) > 0 && len(strays) == 0
}

// place says under each field what say is to say there, and gives back what is about no field of this page.
func (p *page) place(found []control.FieldError, index int, say func(*kit.Message, string)) (strays []control.FieldError) {
	places := map[string]*kit.Field{
		"url": p.urlField, "kind": p.urlField, "api_version": p.verField, "models": p.modelField, "key": p.keyField,
	}
	for _, e := range found {
		m := upstreamField.FindStringSubmatch(e.Field)
		f := (*kit.Field)(nil)
		if m != nil && (index < 0 || m[1] == "" || m[1] == strconv.Itoa(index)) {
			f = places[m[2]]
		}
		if f == nil {
			strays = append(strays, e)
			continue
		}
		say(f.Note, e.Message)
		if base, ok := strings.CutSuffix(strings.TrimSpace(p.url.Text), "/chat/completions"); ok && f == p.urlField {
			f.Note.Offer(kit.T("key.fix"), func() {
				p.url.SetText(base)
				f.Note.Clear()
			})
		}
	}
	return strays
}

// isProvider says whether an account's name is one that this page gave it.
func isProvider(name string) bool {
	_, ok := provider.ByID(name)
	return ok
}
