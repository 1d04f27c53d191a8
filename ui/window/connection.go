package window

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// connectionPage is the page of the address that Keyport answers under, and of
// the apps that may use it.
type connectionPage struct {
	*sheet
	w *Window

	port        *entry
	portField   *field
	prefix      *entry
	prefixField *field
	preview     *widget.Label
	base        listenPart
	filling     bool

	appsBox   *fyne.Container
	apps      []*appCard
	noAppsBox *fyne.Container
	name      *entry
	nameNote  *field
	addApp    *widget.Button
	adding    *busy
}

// listenPart is what this page edits of the settings.
type listenPart struct {
	Port   int
	Prefix string
}

func newConnectionPage(w *Window) *connectionPage {
	p := &connectionPage{w: w}
	p.sheet = newSheet(T("page.connection"), T("connection.intro"), p.saveTapped, p.undoTapped)

	p.port, p.prefix = newEntry("11434"), newEntry(T("connection.prefix_none"))
	p.portField, p.prefixField = newField(T("connection.port"), p.port), newField(T("connection.prefix"), p.prefix)
	p.preview = widget.NewLabel("")
	p.preview.TextStyle.Monospace = true
	p.preview.Truncation = fyne.TextTruncateEllipsis
	for _, e := range []*entry{p.port, p.prefix} {
		e.OnChanged = func(string) { p.edited() }
		e.OnSubmitted = func(string) { p.saveTapped() }
	}
	p.port.left = func() { p.goodPort() }

	p.appsBox = container.New(&column{gap: 10})
	noApps := widget.NewLabel(T("connection.no_apps"))
	noApps.Wrapping = fyne.TextWrapWord
	p.noAppsBox = flush(noApps)
	p.name = newEntry(T("connection.app_name"))
	p.name.OnSubmitted = func(string) { p.addTapped() }
	p.addApp = widget.NewButtonWithIcon(T("connection.app_add"), theme.ContentAddIcon(), p.addTapped)
	p.adding = newBusy(p.addApp)
	p.nameNote = newField("", container.NewBorder(nil, nil, nil, container.NewHBox(p.adding.spin, p.addApp), p.name))

	p.add(
		container.New(&columns{gap: 16, cells: []cell{{width: 140}, {share: 1}}}, p.portField.box, p.prefixField.box),
		newField(T("connection.preview"), flush(p.preview)).box,
		section(T("connection.apps"), T("connection.apps_intro")),
		p.appsBox, p.noAppsBox, p.nameNote.box,
		copilotLines(),
	)
	return p
}

// address is the base address that a port and a prefix lead to. It names
// 127.0.0.1, not "localhost", which some clients look up as ::1 first.
func address(port int, prefix string) string {
	return "http://127.0.0.1:" + strconv.Itoa(port) + strings.TrimRight(prefix, "/")
}

func (p *connectionPage) current() listenPart {
	port, err := strconv.Atoi(strings.TrimSpace(p.port.Text))
	if err != nil {
		port = -1
	}
	return listenPart{Port: port, Prefix: strings.TrimSpace(p.prefix.Text)}
}

// goodPort says under the field what is no port at all; the rest is for Keyport to judge.
func (p *connectionPage) goodPort() bool {
	if port := p.current().Port; port < 1 || port > 65535 {
		p.portField.note.fail(T("connection.port_number"))
		return false
	}
	p.portField.note.clear()
	return true
}

func (p *connectionPage) fill() {
	p.filling = true
	p.port.SetText(strconv.Itoa(p.base.Port))
	p.prefix.SetText(p.base.Prefix)
	p.filling = false
	for name, f := range map[string]*field{"listen.port": p.portField, "listen.prefix": p.prefixField} {
		f.note.clear()
		if source := p.w.session.view.Overridden[name]; source != "" {
			f.note.hint(T("overridden", "source", source))
		}
	}
	p.edited()
	p.place(p.w.session.view.Warnings, (*message).warn)
}

func (p *connectionPage) load() {
	listen := p.w.session.view.Settings.Listen
	part := listenPart{listen.Port, listen.Prefix}
	if !p.dirty() || part != p.base {
		p.base = part
		p.fill()
	}
	p.loadApps()
}

func (p *connectionPage) dirty() bool { return p.base.Port != 0 && p.current() != p.base }

func (p *connectionPage) edited() {
	if p.filling {
		return
	}
	now := p.current()
	p.preview.SetText("")
	if now.Port > 0 && now.Port <= 65535 && (now.Prefix == "" || now.Prefix[0] == '/') {
		p.preview.SetText(address(now.Port, now.Prefix) + "/v1")
	}
	p.changed(p.dirty())
	if !p.dirty() {
		return
	}
	// Who has to be changed too is said before it is saved, not found out afterwards.
	if apps := p.appNames(); len(apps) > 0 {
		p.message.hint(T("connection.will_change", "apps", listing(apps)))
	} else {
		p.message.clear()
	}
}

func (p *connectionPage) appNames() []string {
	var names []string
	for _, c := range p.w.session.view.Settings.Clients {
		names = append(names, c.Name)
	}
	return names
}

func (p *connectionPage) saveTapped() {
	if p.save.Disabled() {
		return
	}
	if !p.goodPort() {
		p.message.fail(T("save.fields"))
		p.w.win.Canvas().Focus(p.port)
		return
	}
	now, apps := p.current(), p.appNames()
	p.busy.start()
	p.w.session.save(func(s *control.Settings) {
		s.Listen.Port, s.Listen.Prefix = now.Port, now.Prefix
	}, func(err error) {
		p.busy.stop()
		if err == nil {
			p.base = listenPart{p.w.session.view.Settings.Listen.Port, p.w.session.view.Settings.Listen.Prefix}
			p.fill()
			p.hideSecrets() // they hold the old address
		}
		if len(apps) > 0 {
			p.saved(err, T("connection.changed", "apps", listing(apps)))
		} else {
			p.saved(err, T("saved"))
		}
		for _, e := range p.place(fieldErrors(err), (*message).fail) {
			p.message.fail(e.Message)
		}
	})
}

// place says under each field what is found there, and gives back what is about no field of this page.
func (p *connectionPage) place(found []control.FieldError, say func(*message, string)) (strays []control.FieldError) {
	for _, e := range found {
		switch e.Field {
		case "listen.port":
			say(p.portField.note, e.Message)
		case "listen.prefix":
			say(p.prefixField.note, e.Message)
		default:
			strays = append(strays, e)
		}
	}
	return strays
}

func (p *connectionPage) undoTapped() {
	p.message.clear()
	p.fill()
}

func (p *connectionPage) show() {
	for _, a := range p.apps {
		a.show()
	}
}

func (p *connectionPage) leave() { p.hideSecrets() }

func (p *connectionPage) hideSecrets() {
	for _, a := range p.apps {
		a.hide()
	}
}
