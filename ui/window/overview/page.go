package overview

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

type page struct {
	h       *kit.Host
	hero    *hero
	listens *card
	key     *card
	answers *card
	apps    *card
	tests   *tests
	scroll  *container.Scroll
	now     func() time.Time
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h, now: time.Now}
	p.tests = newTests(h)
	p.hero = newHero(h, p.tests)
	p.listens = newCard(h, kit.T("overview.listening"), "network")
	p.key = newCard(h, kit.T("overview.key"), "key")
	p.answers = newCard(h, kit.T("overview.provider"), "provider")
	p.apps = newCard(h, kit.T("overview.apps"), "apps")
	grid := container.New(&cards{gap: 14, least: 210}, p.listens.box, p.key.box, p.answers.box, p.apps.box)
	column := container.New(&kit.Column{Gap: 18, Width: kit.ColumnWidth}, p.hero.box, p.tests.box, grid)
	p.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(18, 12, 20, 20), column))
	p.Show()
	return p
}

// Content is part of kit.Page.
func (p *page) Content() fyne.CanvasObject { return p.scroll }

// Load is part of kit.Page.
func (p *page) Load() { p.Show() }

// Show is part of kit.Page.
func (p *page) Show() {
	st := p.h.Session.Status
	p.hero.show(st, p.now())
	p.showListening(st)
	p.showKeys(st)
	p.showProviders(st)
	p.showApps(st)
	p.scroll.Content.Refresh()
}

// Leave is part of kit.Page.
func (p *page) Leave() { p.hero.leave() }

// known says whether Keyport has told anything yet.
func known(st control.Status) bool { return st.Version != 0 }
