package window

import (
	"context"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"keyport/app/control"
)

// loadApps shows one card per app. Cards that stay are kept, so that a change
// elsewhere does not hide what the person has just asked to see.
func (p *connectionPage) loadApps() {
	old := map[string]*appCard{}
	for _, a := range p.apps {
		old[a.name] = a
	}
	p.apps = nil
	var boxes []fyne.CanvasObject
	for _, name := range p.appNames() {
		a := old[name]
		if a == nil {
			a = newAppCard(p, name)
		}
		a.show()
		p.apps = append(p.apps, a)
		boxes = append(boxes, a.box)
	}
	p.appsBox.Objects = boxes
	p.appsBox.Refresh()
	setVisible(p.appsBox, len(boxes) > 0)
	setVisible(p.noAppsBox, len(boxes) == 0)
}

// addTapped makes a new app with a password and a private address.
func (p *connectionPage) addTapped() {
	if p.addApp.Disabled() {
		return
	}
	name := strings.TrimSpace(p.name.Text)
	if n := utf8.RuneCountInString(name); n < 1 || n > 40 {
		p.nameNote.note.fail(T("connection.app_name_length"))
		p.w.win.Canvas().Focus(p.name)
		return
	}
	for _, taken := range p.appNames() {
		if strings.EqualFold(taken, name) {
			p.nameNote.note.fail(T("connection.app_taken", "name", taken))
			return
		}
	}
	p.nameNote.note.clear()
	p.adding.start()
	request(p.w.calls, keychainCall,
		func(ctx context.Context) (control.Access, error) { return p.w.session.api.AddClient(ctx, name) },
		func(_ control.Access, err error) {
			p.adding.stop()
			if err != nil {
				p.nameNote.note.fail(sentence(err))
				return
			}
			p.name.SetText("")
			p.nameNote.note.good(T("connection.app_added", "name", name))
			p.w.session.fetch(nil)
		})
}
