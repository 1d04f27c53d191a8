package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// secretRow is a secret of an app: masked, shown while asked, copied, renewed.
// The text is held by the label while it is shown, and by nothing else.
type secretRow struct {
	app   *appCard
	title string
	what  string // for RotateClient
	pick  func(control.Access) string
	mask  func() string
	shown bool

	value *widget.Label
	eye   *widget.Button
	box   fyne.CanvasObject
}

func newSecretRow(a *appCard, title, what string, pick func(control.Access) string, mask func() string) *secretRow {
	r := &secretRow{app: a, title: title, what: what, pick: pick, mask: mask, value: widget.NewLabel("")}
	r.value.TextStyle.Monospace = true
	r.value.Truncation = fyne.TextTruncateEllipsis
	r.eye = widget.NewButtonWithIcon(T("show"), theme.VisibilityIcon(), r.eyeTapped)
	copyIt := widget.NewButtonWithIcon(T("copy"), theme.ContentCopyIcon(), r.copyTapped)
	renew := widget.NewButtonWithIcon(T("renew"), theme.ViewRefreshIcon(), r.renewTapped)
	a.busy.buttons = append(a.busy.buttons, r.eye, copyIt, renew)
	head := widget.NewLabel(title)
	r.box = container.NewBorder(nil, nil, nil, container.NewHBox(r.eye, copyIt, renew),
		container.New(layout.NewCustomPaddedLayout(-4, -4, -6, 0), container.New(&column{gap: -14}, head, r.value)))
	return r
}

func (r *secretRow) hide() {
	r.shown = false
	r.value.SetText(r.mask())
	r.eye.SetText(T("show"))
	r.eye.SetIcon(theme.VisibilityIcon())
}

func (r *secretRow) reveal(a control.Access) {
	r.shown = true
	r.value.SetText(r.pick(a))
	r.eye.SetText(T("hide"))
	r.eye.SetIcon(theme.VisibilityOffIcon())
}

func (r *secretRow) eyeTapped() {
	if r.shown {
		r.hide()
		return
	}
	r.access(func(a control.Access) {
		// The answer may come after the person went to another page: nothing is shown behind their back.
		if r.app.page.w.current == control.PageConnection {
			r.reveal(a)
		}
	})
}

func (r *secretRow) copyTapped() {
	r.access(func(a control.Access) {
		r.app.page.w.copy(r.pick(a))
		r.app.note.good(T("copied"))
	})
}

// access asks for the app's secrets.
func (r *secretRow) access(use func(control.Access)) {
	app := r.app
	app.note.clear()
	app.busy.start()
	request(app.page.w.calls, keychainCall,
		func(ctx context.Context) (control.Access, error) { return app.page.w.session.api.Access(ctx, app.name) },
		func(a control.Access, err error) {
			app.busy.stop()
			if err != nil {
				app.note.fail(sentence(err))
				return
			}
			use(a)
		})
}

// renewTapped makes a new one, after saying what stops working.
func (r *secretRow) renewTapped() {
	app := r.app
	app.page.w.confirm(T("renew.title."+r.what, "name", app.name), T("renew.text."+r.what, "name", app.name), T("renew"), func() {
		app.note.clear()
		app.busy.start()
		request(app.page.w.calls, keychainCall,
			func(ctx context.Context) (control.Access, error) {
				return app.page.w.session.api.RotateClient(ctx, app.name, r.what)
			},
			func(a control.Access, err error) {
				app.busy.stop()
				if err != nil {
					app.note.fail(sentence(err))
					return
				}
				if r.shown {
					r.reveal(a)
				}
				app.note.good(T("renewed."+r.what, "name", app.name))
			})
	})
}
