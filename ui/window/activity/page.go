package activity

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// page is the activity.
type page struct {
	h    *kit.Host
	feed *feed
	rows rows
	now  func() time.Time

	search  *kit.Entry
	app     *kit.Select
	errors  *widget.Check
	record  *widget.Button
	clear   *widget.Button
	message *kit.Message
	red     *recording
	list    *widget.List
	table   *fyne.Container // heading and list
	nothing *fyne.Container // in place of an empty list
	none    *fyne.Container // no request fits the filters
	details *details
	box     *fyne.Container

	rowHeight float32
	asked     time.Time // when the details of a running request were asked for last
	ticking   bool
}

// New makes the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h, now: time.Now, message: kit.NewMessage()}
	p.feed = &feed{host: h, take: p.take}
	p.search = kit.NewEntry(kit.T("activity.search"))
	p.search.OnChanged = func(string) { p.filter() }
	p.app = kit.NewSelect([]string{kit.T("activity.all_apps")}, func(string) { p.filter() })
	p.app.Selected = kit.T("activity.all_apps")
	p.errors = widget.NewCheck(kit.T("activity.errors"), func(bool) { p.filter() })
	p.record = widget.NewButtonWithIcon(kit.T("activity.record"), theme.MediaRecordIcon(), p.askRecord)
	p.clear = widget.NewButton(kit.T("activity.clear"), p.askClear)
	p.red = newRecording(p.stopRecording)
	p.details = newDetails(h, p.closeDetails, p.cancel)

	columns := &rowLayout{}
	p.list = widget.NewList(
		func() int { return len(p.rows.shown) },
		func() fyne.CanvasObject { return newRow(columns, p.cancel) },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(p.rows.shown) { // it may have become shorter
				r := p.rows.shown[i]
				o.(*row).put(r, p.took(r), r.ID == p.details.id)
			}
		})
	p.list.HideSeparators = true
	p.list.OnSelected = p.choose
	p.rowHeight = newRow(columns, nil).MinSize().Height

	connect := widget.NewButton(kit.T("activity.connect"), func() { h.Open(control.PageApps) })
	connect.Importance = widget.HighImportance
	p.nothing = invitation(kit.T("activity.empty_title"), kit.T("activity.empty"), connect)
	p.none = invitation("", kit.T("activity.nothing"), widget.NewButton(kit.T("activity.show_all"), p.showAll))
	p.table = kit.Border(tightly(heading(columns)), nil, nil, nil, tightly(p.list))
	p.box = p.build()
	p.see()
	return p
}

func (p *page) build() *fyne.Container {
	title := widget.NewLabelWithStyle(kit.T("page."+control.PageActivity), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.SizeName = theme.SizeNameSubHeadingText
	head := kit.Border(nil, nil, title, container.NewCenter(container.NewHBox(p.record, p.clear)), nil)
	filters := kit.Border(nil, nil, nil, container.NewHBox(p.app, p.errors), p.search)
	top := container.New(layout.NewCustomPaddedLayout(0, 4, 8, 0), container.New(&kit.Column{Gap: 6}, p.red.box, filters, p.message.Box))
	middle := container.New(layout.NewCustomPaddedLayout(0, 4, 8, 0),
		container.New(halves{}, container.NewStack(p.table, p.nothing, p.none), p.details.box))
	return container.New(layout.NewCustomPaddedLayout(6, 4, 12, 16),
		kit.Border(container.New(&kit.Column{}, head, top), nil, nil, nil, middle))
}

// invitation stands in the place of an empty list.
func invitation(title, text string, verb *widget.Button) *fyne.Container {
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	said := widget.NewLabelWithStyle(text, fyne.TextAlignCenter, fyne.TextStyle{})
	said.Wrapping = fyne.TextWrapWord
	if title == "" {
		heading.Hide()
	}
	return container.New(layout.NewCustomPaddedLayout(40, 0, 30, 30),
		container.New(&kit.Column{Gap: 8}, heading, said, container.NewCenter(verb)))
}

// Content is part of kit.Page.
func (p *page) Content() fyne.CanvasObject { return p.box }

// Load is part of kit.Page.
func (p *page) Load() { p.offerApps() }

// Show is part of kit.Page.
func (p *page) Show() {
	p.showRecording()
	p.tick()
}

// Enter is part of kit.Enterer.
func (p *page) Enter() {
	p.feed.start()
	p.Show()
}

// Leave is part of kit.Page. What was recorded goes out of the window's memory.
func (p *page) Leave() {
	p.feed.end()
	p.message.Clear()
	p.closeDetails()
}

// Find is part of kit.Finder.
func (p *page) Find() { p.h.Focus(p.search) }

// take takes over what has changed.
func (p *page) take(page control.ActivityPage) {
	above := p.rows.take(page)
	p.offerApps()
	p.see()
	if offset := p.list.GetScrollOffset(); offset > 0 && above > 0 { // who has scrolled reads on
		p.list.ScrollToOffset(offset + float32(above)*(p.rowHeight+theme.Padding()))
	}
	p.followDetails()
	p.tick()
}

// see shows the list as it is now, or why there is none.
func (p *page) see() {
	kit.SetVisible(p.nothing, p.rows.empty())
	kit.SetVisible(p.clear, len(p.rows.finished) > 0)
	kit.SetVisible(p.none, !p.rows.empty() && len(p.rows.shown) == 0)
	kit.SetVisible(p.table, len(p.rows.shown) > 0)
	p.list.Refresh()
}

// offerApps lists the apps that the list can be narrowed to.
func (p *page) offerApps() {
	names := p.rows.apps()
	for _, app := range p.h.Session.Apps() {
		if !slices.Contains(names, app) {
			names = append(names, app)
		}
	}
	options := []string{kit.T("activity.all_apps")}
	for _, app := range names {
		options = append(options, name(app))
	}
	if !slices.Equal(options, p.app.Options) {
		p.app.SetOptions(options)
	}
}

// filter narrows the list to what the fields say.
func (p *page) filter() {
	p.rows.filter = filter{text: strings.ToLower(strings.TrimSpace(p.search.Text)), errors: p.errors.Checked}
	if i := p.app.SelectedIndex(); i > 0 {
		p.rows.filter.app = p.appNamed(p.app.Options[i])
	}
	p.rows.choose()
	p.see()
	p.list.ScrollToTop()
}

// appNamed is the app that an option stands for.
func (p *page) appNamed(option string) string {
	for _, app := range append(p.rows.apps(), p.h.Session.Apps()...) {
		if name(app) == option {
			return app
		}
	}
	return option
}

func (p *page) showAll() {
	p.search.SetText("")
	p.errors.SetChecked(false)
	p.app.SetSelectedIndex(0)
}

// took is how long a request took, or has taken so far by the clock of this computer.
func (p *page) took(r control.ActivityRow) int64 {
	if r.Outcome == control.OutcomeRunning {
		return max(p.now().Sub(r.Start).Milliseconds(), 1)
	}
	return r.Took
}

// tick moves what moves by itself: the time of running requests and the countdown.
func (p *page) tick() {
	if p.ticking || p.feed.stop == nil || len(p.rows.running) == 0 && p.h.Session.Status.CaptureUntil == nil {
		return
	}
	p.ticking = true
	p.h.Calls.After(time.Second, func() {
		p.ticking = false
		if p.feed.stop == nil {
			return
		}
		if len(p.rows.running) > 0 {
			p.list.Refresh()
		}
		p.showRecording()
		p.tick()
	})
}
