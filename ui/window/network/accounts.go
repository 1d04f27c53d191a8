package network

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// accountNames are the accounts that lie behind a network.
func accountNames(s control.Settings) (names []string) {
	for _, u := range s.Upstreams {
		if u.Kind != control.KindDemo {
			names = append(names, u.Name)
		}
	}
	return names
}

// build makes a card for each account: its network proxy, and how long to wait.
func (p *page) build(s control.Settings, names []string) {
	p.named, p.own, p.proxies = names, nil, nil
	p.accounts.Objects = nil
	for i, u := range s.Upstreams {
		if u.Kind == control.KindDemo {
			continue
		}
		field := "upstream[" + strconv.Itoa(i) + "]"
		x := p.newProxy(u.Name, field)
		firstByte := p.timeInput(field+".first_byte_timeout", kit.T("network.first_byte"), u.Name, func(u *control.Account) *control.Duration { return &u.FirstByteTimeout })
		silence := p.timeInput(field+".idle_timeout", kit.T("network.silence"), u.Name, func(u *control.Account) *control.Duration { return &u.IdleTimeout })
		p.own = append(p.own, x.input, firstByte, silence)
		p.proxies = append(p.proxies, x)
		p.accounts.Add(kit.NewPanel(
			kit.Section(kit.Plain(u.Name), ""),
			container.New(&kit.Columns{Gap: 16, Cells: []kit.Cell{{Share: 1}, {Share: 1}}}, x.choice.Box, x.input.field.Box),
			container.New(&kit.Columns{Gap: 16, Cells: []kit.Cell{{Share: 1}, {Share: 1}}}, firstByte.field.Box, silence.field.Box)))
	}
	if len(p.named) == 0 {
		none := widget.NewLabel(kit.T("network.accounts_none"))
		none.Wrapping = fyne.TextWrapWord
		p.accounts.Add(none)
	}
}

// account is the account of that name, which may have another place by now.
func account(s *control.Settings, name string) *control.Account {
	at := slices.IndexFunc(s.Upstreams, func(u control.Account) bool { return u.Name == name })
	if at < 0 {
		return &control.Account{}
	}
	return &s.Upstreams[at]
}

func (p *page) timeInput(field, title, name string, of func(*control.Account) *control.Duration) *input {
	return p.newInput(field, title, "10m",
		func(s control.Settings) string { return written(*of(account(&s, name))) },
		func(s *control.Settings, text string) string {
			if of(account(s, name)).UnmarshalText([]byte(text)) != nil {
				return kit.T("network.time_rule")
			}
			return ""
		})
}

// proxy is the choice of the way to one provider.
type proxy struct {
	name   string
	way    *kit.Select
	choice *kit.Field
	input  *input // the address of an own one
	base   string
}

func (p *page) newProxy(name, field string) *proxy {
	x := &proxy{name: name}
	x.input = p.newInput(field+".proxy", kit.T("network.proxy_url"), "http://host:8080",
		func(s control.Settings) string { return ownProxy(account(&s, name).Proxy) },
		func(s *control.Settings, text string) string {
			if x.way.Selected != kit.T("network.proxy_own") {
				return ""
			}
			if text == "" {
				return kit.T("network.proxy_rule")
			}
			account(s, name).Proxy = text
			return ""
		})
	x.way = kit.NewSelect([]string{kit.T("network.proxy_system"), kit.T("network.proxy_none"), kit.T("network.proxy_own")}, func(string) {
		kit.SetVisible(x.input.field.Box, x.way.Selected == kit.T("network.proxy_own"))
		p.edited()
	})
	x.choice = kit.NewField(kit.T("network.proxy"), x.way)
	return x
}

// ownProxy is the address in a proxy setting, "" when it names none.
func ownProxy(setting string) string {
	if setting == "system" || setting == "none" {
		return ""
	}
	return setting
}

func (x *proxy) load(s control.Settings, keep bool) {
	typed := x.dirty()
	x.base = kit.T("network.proxy_own")
	switch account(&s, x.name).Proxy {
	case "system", "":
		x.base = kit.T("network.proxy_system")
	case "none":
		x.base = kit.T("network.proxy_none")
	}
	if !keep || !typed {
		x.way.SetSelected(x.base)
	}
}

func (x *proxy) dirty() bool { return x.base != "" && x.way.Selected != x.base }

// set puts the choice into the settings; an own address is the input's.
func (x *proxy) set(s *control.Settings) {
	switch x.way.Selected {
	case kit.T("network.proxy_system"):
		account(s, x.name).Proxy = "system"
	case kit.T("network.proxy_none"):
		account(s, x.name).Proxy = "none"
	}
}

// unfold shows a field that stands in a fold.
func (p *page) unfold(i *input) {
	switch {
	case slices.Contains(p.own, i):
		p.providers.Open()
	case slices.Contains(p.fixed[2:], i):
		p.limits.Open()
	}
}
