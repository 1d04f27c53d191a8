package models

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// page has three parts: the list of models, the person's own names, and the rules.
type page struct {
	h    *kit.Host
	tabs *tabs
	box  fyne.CanvasObject

	catalogue *catalogue
	names     *namesPart
	rules     *rulesPart

	models  []control.Model // as they were last fetched
	inSight bool
	keys    string // the state of the accounts when the models were fetched
}

// The parts in the order of the tabs.
const (
	tabModels = iota
	tabNames
	tabRules
)

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h}
	p.catalogue, p.names, p.rules = newCatalogue(p), newNames(p), newRules(p)
	p.tabs = newTabs(p.turned)
	p.tabs.add(kit.T("models.tab.list"), p.catalogue.box)
	p.tabs.add(kit.T("models.tab.names"), p.names.Content())
	p.tabs.add(kit.T("models.tab.rules"), p.rules.Content())
	heading := widget.NewLabelWithStyle(kit.T("page.models"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.SizeName = theme.SizeNameSubHeadingText
	head := container.New(layout.NewCustomPaddedLayout(6, 4, 12, 20),
		container.New(&kit.Column{Width: kit.ColumnWidth + 8}, kit.Border(nil, nil, nil, container.NewCenter(p.tabs.row), heading)))
	p.box = kit.Border(head, nil, nil, nil, p.tabs.slot)
	return p
}

// Content is part of kit.Page.
func (p *page) Content() fyne.CanvasObject { return p.box }

// Load is part of kit.Page.
func (p *page) Load() {
	p.catalogue.load()
	p.names.load()
	p.rules.load()
	if p.inSight {
		p.fetch() // what is said of models may be something else now
	}
}

// Show is part of kit.Page.
func (p *page) Show() {
	if p.inSight && p.accounts() != p.keys {
		p.fetch()
	}
}

// Enter is part of kit.Enterer.
func (p *page) Enter() {
	p.inSight = true
	p.fetch()
	p.turned()
}

// Leave is part of kit.Page.
func (p *page) Leave() { p.inSight = false }

// Find is part of kit.Finder.
func (p *page) Find() {
	p.tabs.turn(tabModels)
	p.h.Focus(p.catalogue.search)
}

// turned follows the tabs.
func (p *page) turned() {
	if p.tabs.current == tabRules {
		p.rules.try.later()
	}
}

// accounts sums up what the lists depend on and the settings do not tell.
func (p *page) accounts() string {
	all := ""
	for _, u := range p.h.Session.Status.Upstreams {
		all += u.Name + "=" + string(u.Key) + u.KeyEnd + " "
	}
	return all
}

// took takes over what was fetched.
func (p *page) took(models []control.Model) {
	p.models = models
	p.names.offer(models)
	p.rules.offer(models)
}
