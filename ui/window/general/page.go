package general

import (
	"runtime"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/autostart"
	"keyport/ui/window/kit"
	"keyport/ui/window/updates"
)

type page struct {
	*kit.Sheet
	h    *kit.Host
	busy *kit.Busy

	login          *autostart.Box
	language, look *choice
	note           *kit.Message // under the choices
	notices        *widget.Check
	filling        bool
	tell           *updates.Switch
	news           *updates.News

	export *exportPanel
	take   *importPanel
	env    *envPanel
	said   *kit.Message // under the reset
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{Sheet: kit.NewSheet(kit.T("page.general"), kit.T("general.intro")), h: h, busy: kit.NewBusy(), note: kit.NewMessage(), said: kit.NewMessage()}
	p.language = newChoice(append([]string{control.FromSystem}, assets.Languages()...),
		func(tag string) string { return kit.T("general.language." + tag) },
		p.choose(func(d *control.Desktop, value string) { d.Language = value }))
	p.look = newChoice(control.Looks(),
		func(look string) string { return kit.T("general.look." + look) },
		p.choose(func(d *control.Desktop, value string) { d.Look = value }))
	p.notices = widget.NewCheck(kit.T("general.notifications"), p.noticesChosen)
	notices := kit.FlushCheck(p.notices)
	kit.SetVisible(notices, runtime.GOOS == "linux") // elsewhere there are none
	p.login = autostart.New(h)
	p.tell, p.news = updates.NewSwitch(h), updates.NewNews(h)
	p.export, p.take, p.env = newExportPanel(p), newImportPanel(p), newEnvPanel(p)

	reset := widget.NewButton(kit.T("general.reset.do"), p.askReset)
	p.busy.Add(reset)
	p.Add(
		container.New(&kit.Columns{Gap: 16, Cells: []kit.Cell{{Share: 1}, {Share: 1}}},
			kit.NewField(kit.T("general.language"), p.language).Box, kit.NewField(kit.T("general.look"), p.look).Box),
		container.New(&kit.Column{Gap: 4}, p.login.Content, notices, p.note.Box),
		p.tell.Box, p.news.Box,
		widget.NewSeparator(),
		kit.Row(kit.T("general.export"), kit.T("general.export.text"), p.export.open), p.export.panel,
		kit.Row(kit.T("general.import"), kit.T("general.import.text"), p.take.open), p.take.panel,
		kit.Row(kit.T("general.env"), kit.T("general.env.text"), p.env.open), p.env.panel,
		widget.NewSeparator(),
		kit.Row(kit.T("general.reset"), kit.T("general.reset.text"), reset), p.said.Box,
	)
	return p
}

func (p *page) noticesChosen(on bool) {
	if !p.filling {
		p.choose(func(d *control.Desktop, _ string) { d.Notifications = on })("")
	}
}

// choose saves a choice at once.
func (p *page) choose(set func(*control.Desktop, string)) func(string) {
	return func(value string) {
		p.note.Clear()
		p.h.Session.Save(func(s *control.Settings) { set(&s.Desktop, value) }, func(err error) {
			if err != nil {
				p.note.Fail(kit.SaveSentence(err))
				p.Load() // what is chosen is what counts
			}
		})
	}
}

// Load is part of kit.Page.
func (p *page) Load() {
	if !p.h.Session.Loaded {
		return
	}
	desktop := p.h.Session.View.Settings.Desktop
	p.language.set(desktop.Language)
	p.look.set(desktop.Look)
	p.filling = true
	p.notices.SetChecked(desktop.Notifications)
	p.filling = false
	p.tell.Update()
}

// Show is part of kit.Page.
func (p *page) Show() {
	p.export.showPath(p.h.Session.Status.Settings)
	p.tell.Update()
	p.news.Update()
}

// Enter is part of kit.Enterer.
func (p *page) Enter() { p.login.Enter() }

// Leave is part of kit.Page. What was pasted may hold keys.
func (p *page) Leave() {
	p.login.Leave()
	p.export.close()
	p.take.close()
	p.env.close()
}

// choice is a select whose options stand for values of the settings.
type choice struct {
	kit.Select
	values  []string
	filling bool
}

func newChoice(values []string, word func(string) string, chosen func(string)) *choice {
	c := &choice{values: values}
	for _, value := range values {
		c.Options = append(c.Options, word(value))
	}
	c.OnChanged = func(string) {
		if i := c.SelectedIndex(); !c.filling && i >= 0 {
			chosen(c.values[i])
		}
	}
	c.ExtendBaseWidget(c)
	return c
}

// set shows a value; an empty one, or one that nobody knows, is the first.
func (c *choice) set(value string) {
	c.filling = true
	defer func() { c.filling = false }()
	for i, v := range c.values {
		if v == value {
			c.SetSelectedIndex(i)
			return
		}
	}
	c.SetSelectedIndex(0)
}
