package network

import (
	"strconv"
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

	port        *kit.Entry
	portField   *kit.Field
	prefix      *kit.Entry
	prefixField *kit.Field
	preview     *widget.Label
	base        listenPart
	loaded      bool // base is there
	filling     bool
}

// listenPart is what this page edits of the settings.
type listenPart struct {
	Port   int
	Prefix string
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h}
	p.Form = kit.NewForm(h, kit.T("page.network"), kit.T("network.intro"), p.saveTapped, p.undoTapped)

	p.port, p.prefix = kit.NewEntry("11434"), kit.NewEntry(kit.T("network.prefix_none"))
	p.portField, p.prefixField = kit.NewField(kit.T("network.port"), p.port), kit.NewField(kit.T("network.prefix"), p.prefix)
	p.preview = widget.NewLabel("")
	p.preview.TextStyle.Monospace = true
	p.preview.Truncation = fyne.TextTruncateEllipsis
	for _, e := range []*kit.Entry{p.port, p.prefix} {
		e.OnChanged = func(string) { p.edited() }
		e.OnSubmitted = func(string) { p.saveTapped() }
	}
	p.port.Left = func() { p.goodPort() }

	p.Add(
		container.New(&kit.Columns{Gap: 16, Cells: []kit.Cell{{Width: 140}, {Share: 1}}}, p.portField.Box, p.prefixField.Box),
		kit.NewField(kit.T("network.preview"), kit.Flush(p.preview)).Box,
	)
	return p
}

func (p *page) current() listenPart {
	port, err := strconv.Atoi(strings.TrimSpace(p.port.Text))
	if err != nil {
		port = -1
	}
	return listenPart{Port: port, Prefix: strings.TrimSpace(p.prefix.Text)}
}

// goodPort says under the field what is no port at all; the rest is for Keyport to judge.
func (p *page) goodPort() bool {
	if port := p.current().Port; port < 1 || port > 65535 {
		p.portField.Note.Fail(kit.T("network.port_number"))
		return false
	}
	p.portField.Note.Clear()
	return true
}

func (p *page) fill() {
	p.filling = true
	p.port.SetText(strconv.Itoa(p.base.Port))
	p.prefix.SetText(p.base.Prefix)
	p.filling = false
	for name, f := range map[string]*kit.Field{"listen.port": p.portField, "listen.prefix": p.prefixField} {
		f.Note.Clear()
		if source := p.h.Session.View.Overridden[name]; source != "" {
			f.Note.Hint(kit.T("overridden", "source", source))
		}
	}
	p.edited()
	p.place(p.h.Session.View.Warnings, (*kit.Message).Warn)
}

// Load is part of kit.Page.
func (p *page) Load() {
	listen := p.h.Session.View.Settings.Listen
	part := listenPart{listen.Port, listen.Prefix}
	if !p.dirty() || part != p.base {
		p.base, p.loaded = part, true
		p.fill()
		return
	}
	p.Unsaved(p.unsaved()) // there may be other apps now
}

func (p *page) dirty() bool { return p.loaded && p.current() != p.base }

func (p *page) edited() {
	if p.filling {
		return
	}
	p.preview.SetText("")
	if now := p.current(); now.usable() {
		p.preview.SetText(kit.Address(now.Port, now.Prefix) + "/v1")
	}
	if p.dirty() {
		p.Message.Clear()
	}
	p.Unsaved(p.unsaved())
}

// usable says whether the fields lead to an address at all.
func (l listenPart) usable() bool {
	return l.Port > 0 && l.Port <= 65535 && (l.Prefix == "" || l.Prefix[0] == '/')
}

// unsaved says what saving changes. Which apps have to be changed too is said
// before it is saved, not found out afterwards.
func (p *page) unsaved() string {
	now := p.current()
	switch apps := p.h.Session.AppsOn(); {
	case !p.dirty():
		return ""
	case !now.usable():
		return kit.T("unsaved")
	case len(apps) > 0:
		return kit.T("network.will_change_apps", "old", kit.Address(p.base.Port, p.base.Prefix), "new", kit.Address(now.Port, now.Prefix), "apps", kit.Listing(apps))
	default:
		return kit.T("network.will_change", "old", kit.Address(p.base.Port, p.base.Prefix), "new", kit.Address(now.Port, now.Prefix))
	}
}

func (p *page) saveTapped() {
	if !p.CanSave() {
		return
	}
	if !p.goodPort() {
		p.Message.Fail(kit.T("save.fields"))
		p.h.Focus(p.port)
		return
	}
	now, apps := p.current(), p.h.Session.AppsOn()
	p.Busy.Start()
	p.h.Session.Save(func(s *control.Settings) {
		s.Listen.Port, s.Listen.Prefix = now.Port, now.Prefix
	}, func(err error) {
		p.Busy.Stop()
		if err == nil {
			p.base = listenPart{p.h.Session.View.Settings.Listen.Port, p.h.Session.View.Settings.Listen.Prefix}
			p.fill()
		}
		if len(apps) > 0 {
			p.Saved(err, kit.T("network.changed", "apps", kit.Listing(apps)))
		} else {
			p.Saved(err, kit.T("saved"))
		}
		for _, e := range p.place(kit.FieldErrors(err), (*kit.Message).Fail) {
			p.Message.Fail(e.Message)
		}
	})
}

// place says under each field what is found there, and gives back what is about no field of this page.
func (p *page) place(found []control.FieldError, say func(*kit.Message, string)) (strays []control.FieldError) {
	for _, e := range found {
		switch e.Field {
		case "listen.port":
			say(p.portField.Note, e.Message)
		case "listen.prefix":
			say(p.prefixField.Note, e.Message)
		default:
			strays = append(strays, e)
		}
	}
	return strays
}

func (p *page) undoTapped() {
	p.Message.Clear()
	p.fill()
}

// Show is part of kit.Page.
func (p *page) Show() {}

// Leave is part of kit.Page.
func (p *page) Leave() {}
