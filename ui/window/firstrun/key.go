package firstrun

import (
	"context"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/provider"
)

// keyStep takes the key: paste it and press Enter.
type keyStep struct {
	g *Guide

	where     *widget.Label // what is done with the key, and where it lies
	found     *fyne.Container
	key       *kit.Entry
	keyField  *kit.Field
	whose     *kit.Select
	url       *kit.Entry
	urlField  *kit.Field
	keysPage  *widget.Hyperlink
	save      *widget.Button
	demo      *kit.Panel
	box       *fyne.Container
	asked     bool // for keys in variables
	foundKeys []control.FoundKey
}

func newKeyStep(g *Guide) *keyStep {
	s := &keyStep{g: g, where: widget.NewLabel(""), found: container.New(&kit.Column{Gap: 8})}
	s.where.Wrapping = fyne.TextWrapWord
	s.where.Importance = widget.LowImportance
	s.key = kit.NewPasswordEntry(kit.T("key.placeholder"))
	s.key.OnSubmitted = func(string) { s.tapped() }
	s.key.OnChanged = func(string) { s.typed() }
	paste := widget.NewButtonWithIcon(kit.T("paste"), theme.ContentPasteIcon(), func() {
		s.key.SetText(g.h.App.Clipboard().Content())
		g.h.Focus(s.key)
	})
	s.save = widget.NewButton(kit.T("first.key.save"), s.tapped)
	s.keyField = kit.NewField(kit.T("key.key"), kit.Border(nil, nil, nil, paste, s.key))
	s.whose = kit.NewSelect(append([]string{kit.T("first.key.guess")}, provider.Labels()...), func(string) { s.arrange() })
	s.url = kit.NewEntry("")
	s.url.OnSubmitted = func(string) { s.tapped() }
	s.urlField = kit.NewField(kit.T("key.url"), s.url)
	s.url.Left = s.addressLeft
	s.keysPage = widget.NewHyperlink("", nil)
	s.keysPage.Truncation = fyne.TextTruncateEllipsis

	try := widget.NewButton(kit.T("demo.try"), s.tryDemo)
	offer := widget.NewLabel(kit.T("first.key.demo"))
	offer.Wrapping = fyne.TextWrapWord
	s.demo = kit.NewPanel(kit.Border(nil, nil, nil, container.NewCenter(try), offer))
	g.busy.Add(s.save, try)

	head := widget.NewLabelWithStyle(kit.T("first.key.title"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	head.Wrapping = fyne.TextWrapWord
	s.box = container.New(&kit.Column{Gap: 12},
		kit.Flush(container.New(&kit.Column{Gap: -14}, head, s.where)),
		s.found,
		s.keyField.Box,
		kit.NewField(kit.T("first.key.whose"), s.whose).Box,
		s.urlField.Box,
		kit.Border(nil, nil, s.save, nil, s.keysPage),
		s.demo,
	)
	s.found.Hide()
	s.whose.SetSelectedIndex(0)
	s.update()
	return s
}

func (s *keyStep) content() fyne.CanvasObject { return s.box }

// enter puts the cursor where the key goes, and looks for keys that lie about.
func (s *keyStep) enter() {
	s.update()
	s.g.h.Focus(s.key)
	if s.asked {
		return
	}
	s.asked = true
	kit.Request(s.g.h.Calls, kit.QuickCall, s.g.h.Session.API.FoundKeys, func(found []control.FoundKey, err error) {
		if err == nil {
			s.foundKeys = found
			s.offer()
		}
	})
}

// leave forgets what was typed: a key stays nowhere but in the keychain.
func (s *keyStep) leave() {
	s.key.SetText("")
	s.keyField.Note.Clear()
}

func (s *keyStep) ready() bool { return hasKey(s.g.h.Session.Status) }

// hasKey says whether any account can be used.
func hasKey(st control.Status) bool {
	for _, u := range st.Upstreams {
		if u.Key == control.KeyPresent || u.Key == control.KeyNotNeeded {
			return true
		}
	}
	return false
}

func (s *keyStep) update() {
	st := s.g.h.Session.Status
	keychain := kit.Keychain(st.Keychain)
	if keychain == "" {
		keychain = kit.T("first.key.place")
	}
	s.where.SetText(kit.Plain(kit.T("first.key.intro", "keychain", keychain)))
	kit.SetVisible(s.demo, !hasKey(st))
	if s.key.Text == "" && s.keyField.Note.Text() == "" {
		s.keyField.Note.Hint(have(st))
	}
}

// have says what there is already, "" for nothing.
func have(st control.Status) string {
	said := ""
	for _, u := range st.Upstreams {
		switch {
		case u.Key == control.KeyPresent:
			return kit.T("first.key.there")
		case u.Kind == control.KindDemo:
			said = kit.T("demo.on")
		}
	}
	return said
}

// offer shows each key that lies about, with a button to use it.
func (s *keyStep) offer() {
	s.found.RemoveAll()
	for _, f := range s.foundKeys {
		p, ok := provider.ByID(f.Provider)
		if !ok {
			continue
		}
		text := kit.T("first.key.found", "provider", p.Label(), "variable", f.Variable)
		if f.End != "" {
			text = kit.T("first.key.found_end", "provider", p.Label(), "variable", f.Variable, "end", f.End)
		}
		label := widget.NewLabel(kit.Plain(text))
		label.Wrapping = fyne.TextWrapWord
		use := widget.NewButton(kit.T("first.key.use"), func() { s.use(f, p) })
		s.g.busy.Add(use)
		s.found.Add(kit.NewPanel(kit.Border(nil, nil, nil, container.NewCenter(use), label)))
	}
	kit.SetVisible(s.found, len(s.found.Objects) > 0)
	s.box.Refresh()
}

// typed recognises the provider while the key is there.
func (s *keyStep) typed() {
	s.keyField.Note.Clear()
	key, _ := provider.CleanKey(s.key.Text)
	if p, ok := provider.OfKey(key); ok {
		s.whose.SetSelected(p.Label())
	}
	s.arrange()
}

// chosen is the provider that the person or the key has named; ok is false while nobody has.
func (s *keyStep) chosen() (p provider.Provider, ok bool) {
	if s.whose.SelectedIndex() <= 0 {
		return provider.Provider{}, false
	}
	return provider.ByLabel(s.whose.Selected), true
}

// arrange shows the fields that the chosen provider needs.
func (s *keyStep) arrange() {
	p, ok := s.chosen()
	if s.urlField == nil || s.keysPage == nil {
		return // being built
	}
	s.url.SetPlaceHolder(p.Sample)
	kit.SetVisible(s.urlField.Box, ok && p.URL == "")
	kit.SetVisible(s.keysPage, ok && p.Keys != "")
	if ok && p.Keys != "" {
		s.keysPage.SetText(kit.T("key.get", "provider", p.Label()))
		s.keysPage.URL, _ = url.Parse(p.Keys)
	}
	s.save.Importance = widget.MediumImportance
	if s.key.Text != "" {
		s.save.Importance = widget.HighImportance
	}
	s.save.Refresh()
}

// tapped checks the key and, when it is good, saves it and goes on.
func (s *keyStep) tapped() {
	if s.g.busy.Running() {
		return
	}
	key, _ := provider.CleanKey(s.key.Text)
	p, known := s.chosen()
	said, owner := provider.KeyProblem(key, p)
	switch {
	case key != "" && said == "" && !known:
		s.keyField.Note.Fail(kit.T("first.key.unknown"))
		s.g.h.Focus(s.whose)
		return
	case said != "":
		s.keyField.Note.Fail(said)
		if owner != nil {
			s.keyField.Note.Offer(kit.T("key.switch"), func() {
				s.whose.SetSelected(owner.Label())
				s.keyField.Note.Clear()
			})
		}
		s.g.h.Focus(s.key)
		return
	}
	u := provider.NewAccount(p)
	if p.URL == "" {
		u.URL = strings.TrimSpace(s.url.Text)
		if said := s.addressProblem(u); said != "" {
			s.urlField.Note.Fail(said)
			s.g.h.Focus(s.url)
			return
		}
	}
	s.urlField.Note.Clear()
	s.keyField.Note.Clear()
	s.check(u, p, control.NewSecret(key))
}

// addressProblem is what is wrong with the address of a server of one's own, "" for nothing.
func (s *keyStep) addressProblem(u control.Account) string {
	if u.URL == "" {
		return kit.T("first.key.address")
	}
	set := s.g.h.Session.View.Settings.Clone()
	set.Upstreams = []control.Account{u}
	found, _ := set.Validate()
	for _, f := range found {
		if f.Field == "upstream[0].url" {
			return f.Message
		}
	}
	return ""
}

// addressLeft looks at the address when the focus leaves it. An empty field is not yet a mistake.
func (s *keyStep) addressLeft() {
	s.urlField.Note.Clear()
	if u := (control.Account{URL: strings.TrimSpace(s.url.Text)}); u.URL != "" {
		if said := s.addressProblem(u); said != "" {
			s.urlField.Note.Fail(said)
		}
	}
}

func (s *keyStep) check(u control.Account, p provider.Provider, key control.Secret) {
	g := s.g
	g.busy.Start()
	kit.Request(g.h.Calls, kit.CheckCall, func(ctx context.Context) (control.KeyResult, error) {
		return g.h.Session.API.CheckKey(ctx, control.KeyCheck{Upstream: p.ID, Kind: u.Kind, URL: u.URL, Key: key.Reveal()})
	}, func(r control.KeyResult, err error) {
		g.busy.Stop()
		switch {
		case err != nil:
			s.keyField.Note.Fail(kit.Sentence(err))
		case r.OK, r.Code == "forbidden", r.Code == "limited", r.Code == "no_credit": // it is a key, whatever it may do
			s.store(u, p, func(ctx context.Context, name string) error { return g.h.Session.API.SetKey(ctx, name, key) })
		default:
			s.keyField.Note.Fail(r.Sentence)
			if r.Code != "rejected" { // who could not be asked may be asked later
				s.keyField.Note.Offer(kit.T("first.key.anyway"), func() {
					s.store(u, p, func(ctx context.Context, name string) error { return g.h.Session.API.SetKey(ctx, name, key) })
				})
			}
		}
	})
}

// use takes a key that lies about.
func (s *keyStep) use(f control.FoundKey, p provider.Provider) {
	s.store(provider.NewAccount(p), p, func(ctx context.Context, name string) error {
		return s.g.h.Session.API.UseFoundKey(ctx, f.Variable, name)
	})
}

// store makes the account, unless it is there, gives it its key, and goes on.
func (s *keyStep) store(u control.Account, p provider.Provider, give func(ctx context.Context, name string) error) {
	g := s.g
	g.busy.Start()
	finish := func(err error) {
		g.busy.Stop()
		if err != nil {
			s.keyField.Note.Fail(kit.Sentence(err))
			return
		}
		s.key.SetText("")
		s.keyField.Note.Clear()
		g.turn(1)
	}
	deliver := func(name string) {
		g.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error { return give(ctx, name) }, finish)
	}
	for _, have := range g.h.Session.View.Settings.Upstreams {
		if have.Kind == u.Kind && provider.OriginOf(have.URL) == provider.OriginOf(u.URL) && have.URL == u.URL {
			deliver(have.Name)
			return
		}
	}
	u.Name = freeName(p.ID, g.h.Session.View.Settings.Upstreams)
	g.h.Session.Save(func(set *control.Settings) {
		set.Upstreams = append(withKeys(set.Upstreams, g.h.Session), u)
	}, func(err error) {
		if err != nil {
			finish(err)
			return
		}
		deliver(u.Name)
	})
}

// withKeys leaves out the accounts that nobody has given a key: the one that
// every first run begins with would take all models to itself.
func withKeys(accounts []control.Account, session *kit.Session) []control.Account {
	var rest []control.Account
	for _, u := range accounts {
		if st, ok := session.Upstream(u.Name); ok && st.Key == control.KeyMissing {
			continue
		}
		rest = append(rest, u)
	}
	return rest
}

func freeName(want string, accounts []control.Account) string {
	name := want
	for taken := true; taken; {
		taken = false
		for _, u := range accounts {
			if strings.EqualFold(u.Name, name) {
				taken, name = true, name+"-2"
			}
		}
	}
	return name
}

func (s *keyStep) tryDemo() {
	g := s.g
	g.busy.Start()
	g.h.Calls.Run(kit.QuickCall, func(ctx context.Context) error { return g.h.Session.API.UseDemo(ctx, true) }, func(err error) {
		g.busy.Stop()
		if err != nil {
			s.keyField.Note.Fail(kit.Sentence(err))
			return
		}
		g.h.Session.Fetch(nil)
		g.turn(1)
	})
}
