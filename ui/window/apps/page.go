package apps

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// page shows one view at a time: the list, the choice of programs, the name of a
// new app, its guide, or what belongs to one app.
type page struct {
	h     *kit.Host
	box   *fyne.Container
	list  *list
	now   view
	cards []control.GuideCard // the guides there are, empty until they were fetched
}

// view is a part of the page that is in sight alone.
type view interface {
	content() fyne.CanvasObject
	load()  // the settings are others now
	show()  // the state is another one now
	leave() // it goes out of sight
	about() string
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h, box: container.NewStack()}
	p.list = newList(p)
	p.turn(p.list)
	return p
}

// Content is part of kit.Page.
func (p *page) Content() fyne.CanvasObject { return p.box }

// Load is part of kit.Page. An app that is gone takes its view along.
func (p *page) Load() {
	if name := p.now.about(); name != "" && !slices.Contains(p.h.Session.Apps(), name) {
		p.turn(p.list)
	}
	p.now.load()
	p.now.show()
}

// Show is part of kit.Page.
func (p *page) Show() { p.now.show() }

// Leave is part of kit.Page.
func (p *page) Leave() { p.now.leave() }

// Enter is part of kit.Enterer: which programs are installed may have changed.
func (p *page) Enter() { p.fetch() }

func (p *page) fetch() {
	kit.Request(p.h.Calls, kit.QuickCall, p.h.Session.API.Guides, func(cards []control.GuideCard, err error) {
		if err == nil {
			p.cards = cards
			p.now.show()
		}
	})
}

// turn brings a view into sight.
func (p *page) turn(v view) {
	if p.now != nil {
		p.now.leave()
	}
	p.now = v
	p.box.Objects = []fyne.CanvasObject{v.content()}
	p.box.Refresh()
	if p.h.Session.Loaded {
		v.load()
		v.show()
	}
}

// title is the name of the program of a kind.
func (p *page) title(kind string) string {
	if kind == "" {
		kind = control.KindOther
	}
	for _, c := range p.cards {
		if c.Kind == kind {
			return c.Title
		}
	}
	return kind
}

// app gives the settings of an app.
func (p *page) app(name string) control.App {
	for _, c := range p.h.Session.View.Settings.Clients {
		if c.Name == name {
			return c
		}
	}
	return control.App{Name: name}
}

// change changes an app and reads the settings again.
func (p *page) change(name string, c control.ClientChange, done func(error)) {
	p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error {
		return p.h.Session.API.ChangeClient(ctx, name, c)
	}, func(err error) {
		if err != nil {
			done(err)
			return
		}
		p.h.Session.Fetch(func(error) { done(nil) })
	})
}

// under puts the way back above a sheet.
func under(back func(), sheet fyne.CanvasObject) fyne.CanvasObject {
	b := widget.NewButtonWithIcon(kit.T("apps.back"), theme.NavigateBackIcon(), back)
	b.Importance = widget.LowImportance
	row := container.New(layout.NewCustomPaddedLayout(6, -6, 12, 12), container.NewHBox(b))
	return kit.Border(row, nil, nil, nil, sheet)
}
