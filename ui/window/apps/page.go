package apps

import (
	"context"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

type page struct {
	*kit.Sheet
	h *kit.Host

	list   *fyne.Container
	cards  []*card
	none   *fyne.Container
	name   *kit.Entry
	field  *kit.Field
	add    *widget.Button
	adding *kit.Busy

	base string // the address that the cards were filled for
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h}
	p.Sheet = kit.NewSheet(kit.T("page.apps"), kit.T("apps.intro"))
	p.list = container.New(&kit.Column{Gap: 10})
	none := widget.NewLabel(kit.T("apps.none"))
	none.Wrapping = fyne.TextWrapWord
	p.none = kit.Flush(none)
	p.name = kit.NewEntry(kit.T("apps.name"))
	p.name.OnSubmitted = func(string) { p.addTapped() }
	p.add = widget.NewButtonWithIcon(kit.T("apps.add"), theme.ContentAddIcon(), p.addTapped)
	p.adding = kit.NewBusy(p.add)
	p.field = kit.NewField("", container.NewBorder(nil, nil, nil, container.NewHBox(p.adding.Spin, p.add), p.name))
	p.Add(p.list, p.none, p.field.Box, copilotLines())
	return p
}

// Load shows one card per app. Cards that stay are kept, so that a change
// elsewhere does not hide what the person has just asked to see.
func (p *page) Load() {
	old := map[string]*card{}
	for _, c := range p.cards {
		old[c.name] = c
	}
	p.cards = nil
	var boxes []fyne.CanvasObject
	for _, name := range p.h.Session.Apps() {
		c := old[name]
		if c == nil {
			c = newCard(p, name)
		}
		p.cards = append(p.cards, c)
		boxes = append(boxes, c.box)
	}
	p.list.Objects = boxes
	p.list.Refresh()
	kit.SetVisible(p.list, len(boxes) > 0)
	kit.SetVisible(p.none, len(boxes) == 0)
	p.Show()
}

// Show is part of kit.Page.
func (p *page) Show() {
	if base := p.h.Session.Base(); base != p.base {
		p.base = base
		p.Leave() // what is shown holds the old address
	}
	for _, c := range p.cards {
		c.show()
	}
}

// Leave is part of kit.Page.
func (p *page) Leave() {
	for _, c := range p.cards {
		c.hide()
	}
}

// addTapped makes a new app with a password and a private address.
func (p *page) addTapped() {
	if p.adding.Running() {
		return
	}
	name := strings.TrimSpace(p.name.Text)
	if n := utf8.RuneCountInString(name); n < 1 || n > 40 {
		p.field.Note.Fail(kit.T("apps.name_length"))
		p.h.Focus(p.name)
		return
	}
	for _, taken := range p.h.Session.Apps() {
		if strings.EqualFold(taken, name) {
			p.field.Note.Fail(kit.T("apps.taken", "name", taken))
			return
		}
	}
	p.field.Note.Clear()
	p.adding.Start()
	kit.Request(p.h.Calls, kit.KeychainCall,
		func(ctx context.Context) (control.Access, error) { return p.h.Session.API.AddClient(ctx, name) },
		func(_ control.Access, err error) {
			p.adding.Stop()
			if err != nil {
				p.field.Note.Fail(kit.Sentence(err))
				return
			}
			p.name.SetText("")
			p.field.Note.Good(kit.T("apps.added", "name", name))
			p.h.Session.Fetch(nil)
		})
}
