package network

import (
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

type page struct {
	*kit.Form
	h *kit.Host

	port, prefix *input
	fixed        []*input // port, prefix, hosts, limits
	preview      *widget.Label
	ipv6         *widget.Check
	ipv6Note     *kit.Message
	limits       *kit.Fold // and host names
	providers    *kit.Fold // the way to them
	accounts     *fyne.Container
	named        []string // the accounts that have a card
	own          []*input // of those accounts
	proxies      []*proxy // the same
	filling      bool
	loaded       bool
	shownProxy   bool // the fold with the proxies was opened for a problem
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h}
	p.Form = kit.NewForm(h, kit.T("page.network"), kit.T("network.intro"), p.saveTapped, p.undoTapped)
	p.port, p.prefix = p.portInput(), p.prefixInput()
	p.fixed = append([]*input{p.port, p.prefix}, p.limitInputs()...)
	p.preview = widget.NewLabel("")
	p.preview.TextStyle.Monospace = true
	p.preview.Truncation = fyne.TextTruncateEllipsis
	p.ipv6, p.ipv6Note = widget.NewCheck(kit.T("network.ipv6"), p.ipv6Tapped), kit.NewMessage()
	p.Busy.Add(p.ipv6)
	p.accounts = container.New(&kit.Column{Gap: 12})

	limits := container.New(&kit.Column{Gap: 12}, p.fixed[2].field.Box,
		container.New(&kit.Columns{Gap: 16, Cells: []kit.Cell{{Share: 1}, {Share: 1}, {Share: 1}}}, p.fixed[3].field.Box, p.fixed[4].field.Box, p.fixed[5].field.Box))
	p.limits = kit.NewFold(kit.T("network.more"), limits, p.Scroll)
	p.providers = kit.NewFold(kit.T("network.accounts"), p.accounts, p.Scroll)
	p.Add(
		p.port.field.Box, p.prefix.field.Box,
		kit.NewField(kit.T("network.preview"), kit.Flush(p.preview)).Box,
		container.New(&kit.Column{Gap: 0}, kit.FlushCheck(p.ipv6), p.ipv6Note.Box),
		p.limits.Box, p.providers.Box,
	)
	return p
}

// inputs are all fields there are now.
func (p *page) inputs() []*input { return slices.Concat(p.fixed, p.own) }

// Load is part of kit.Page.
func (p *page) Load() {
	s := p.h.Session.View.Settings
	p.filling = true
	p.ipv6.SetChecked(s.Listen.IPv6)
	p.filling = false
	if names := accountNames(s); !p.loaded || !p.dirty() && !slices.Equal(names, p.named) {
		p.build(s, names)
	}
	for _, i := range p.inputs() {
		i.load(s, p.loaded)
	}
	for _, x := range p.proxies {
		x.load(s, p.loaded)
	}
	p.loaded = true
	p.notes()
	p.edited()
	p.Show()
}

// notes says under each field what is known of what is saved.
func (p *page) notes() {
	v := p.h.Session.View
	for _, i := range p.inputs() {
		if i.dirty() {
			continue
		}
		i.field.Note.Clear()
		if source := v.Overridden[i.name]; source != "" {
			i.field.Note.Hint(kit.T("overridden", "source", source))
		}
	}
	p.place(v.Warnings, (*kit.Message).Warn)
}

func (p *page) dirty() bool {
	return p.loaded && (slices.ContainsFunc(p.inputs(), (*input).dirty) || slices.ContainsFunc(p.proxies, (*proxy).dirty))
}

// next is the settings as they would be saved; wrong is the first field that
// cannot be understood, nil when there is none.
func (p *page) next() (s control.Settings, wrong *input) {
	s = p.h.Session.View.Settings.Clone()
	for _, i := range p.inputs() {
		if !i.dirty() {
			continue
		}
		if said := i.set(&s, strings.TrimSpace(i.entry.Text)); said != "" {
			i.field.Note.Fail(said)
			wrong = first(wrong, i)
		}
	}
	for _, x := range p.proxies {
		x.set(&s)
		if x.dirty() && !x.input.dirty() && x.way.Selected == kit.T("network.proxy_own") {
			x.input.field.Note.Fail(kit.T("network.proxy_rule"))
			wrong = first(wrong, x.input)
		}
	}
	return s, wrong
}

func first(a, b *input) *input {
	if a != nil {
		return a
	}
	return b
}

func (p *page) edited() {
	if p.filling || !p.loaded {
		return
	}
	p.preview.SetText("")
	if port, prefix, ok := p.address(); ok {
		p.preview.SetText(kit.Address(port, prefix) + "/v1")
	}
	if p.dirty() {
		p.Message.Clear()
	}
	p.Unsaved(p.unsaved())
}

// address is what the fields lead to; ok is false when that is none.
func (p *page) address() (port int, prefix string, ok bool) {
	port, prefix = number(p.port.entry.Text), strings.TrimSpace(p.prefix.entry.Text)
	return port, prefix, port > 0 && port <= 65535 && (prefix == "" || prefix[0] == '/')
}

// unsaved says what saving changes. Which apps have to be changed too is said
// before it is saved, not found out afterwards.
func (p *page) unsaved() string {
	now := p.h.Session.View.Settings.Listen
	port, prefix, ok := p.address()
	apps := p.h.Session.AppsOn()
	switch {
	case !p.dirty():
		return ""
	case !ok, port == now.Port && prefix == now.Prefix:
		return kit.T("unsaved")
	case prefix == now.Prefix && len(apps) > 0:
		return kit.T("network.port_changes_apps", "old", now.Port, "new", port, "apps", kit.Listing(apps))
	case prefix == now.Prefix:
		return kit.T("network.port_changes", "old", now.Port, "new", port)
	case len(apps) > 0:
		return kit.T("network.will_change_apps", "old", kit.Address(now.Port, now.Prefix), "new", kit.Address(port, prefix), "apps", kit.Listing(apps))
	}
	return kit.T("network.will_change", "old", kit.Address(now.Port, now.Prefix), "new", kit.Address(port, prefix))
}

func (p *page) saveTapped() {
	if !p.CanSave() {
		return
	}
	next, wrong := p.next()
	if wrong == nil {
		wrong = p.judge(next)
	}
	if wrong != nil {
		p.Message.Fail(kit.T("save.fields"))
		p.unfold(wrong)
		p.h.Focus(wrong.entry)
		return
	}
	before, apps := p.h.Session.View.Settings.Listen, p.h.Session.AppsOn()
	p.Busy.Start()
	p.h.Session.Save(func(s *control.Settings) { *s = next }, func(err error) {
		p.Busy.Stop()
		now := p.h.Session.View.Settings.Listen
		if err == nil {
			p.reset()
		}
		if len(apps) > 0 && (now.Port != before.Port || now.Prefix != before.Prefix) {
			p.Saved(err, kit.T("network.changed", "apps", kit.Listing(apps)))
		} else {
			p.Saved(err, kit.T("saved"))
		}
		for _, e := range p.place(kit.FieldErrors(err), (*kit.Message).Fail) {
			p.Message.Fail(e.Message)
		}
		var e *control.Error
		if errors.As(err, &e) && e.FreePort != 0 {
			p.offer(e.FreePort)
		}
	})
}

// judge says under each changed field what is wrong with it, and gives the first that is.
func (p *page) judge(s control.Settings) (wrong *input) {
	found, _ := s.Validate()
	for _, i := range p.inputs() {
		for _, f := range found {
			if i.dirty() && i.about(f.Field) {
				i.field.Note.Fail(f.Message)
				wrong = first(wrong, i)
				break
			}
		}
	}
	return wrong
}

// place says under each field what is found there, and gives back what is about no field of this page.
func (p *page) place(found []control.FieldError, say func(*kit.Message, string)) (strays []control.FieldError) {
	for _, e := range found {
		at := slices.IndexFunc(p.inputs(), func(i *input) bool { return i.about(e.Field) })
		if at < 0 {
			strays = append(strays, e)
			continue
		}
		say(p.inputs()[at].field.Note, e.Message)
	}
	return strays
}

func (p *page) undoTapped() {
	p.Message.Clear()
	p.reset()
}

// reset shows what is saved.
func (p *page) reset() {
	s := p.h.Session.View.Settings
	p.filling = true
	for _, i := range p.inputs() {
		i.load(s, false)
	}
	for _, x := range p.proxies {
		x.load(s, false)
	}
	p.filling = false
	p.notes()
	p.edited()
}

// Show is part of kit.Page.
func (p *page) Show() {
	st := p.h.Session.Status
	half := slices.ContainsFunc(st.Problems, func(q control.Problem) bool { return q.Code == "port_half" })
	if p.loaded && p.h.Session.View.Settings.Listen.IPv6 && len(st.Listening) == 1 && !half {
		p.ipv6Note.Hint(kit.T("network.ipv6_none"))
	} else if p.ipv6Note.Text() == kit.T("network.ipv6_none") {
		p.ipv6Note.Clear()
	}
	needed := slices.ContainsFunc(st.Problems, func(q control.Problem) bool {
		return q.Action == control.ActionNetworkProxy || q.Second == control.ActionNetworkProxy
	})
	if needed && !p.shownProxy {
		p.providers.Open()
	}
	p.shownProxy = needed
}

// Leave is part of kit.Page.
func (p *page) Leave() {}
