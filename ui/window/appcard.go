package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// dots stand for a secret that is not shown; their number says nothing about it.
const dots = "••••••••••••"

// appCard is one app: when it was last here, its private address and its password.
type appCard struct {
	page     *connectionPage
	name     string
	used     *widget.Label
	address  *secretRow
	password *secretRow
	remove   *widget.Button
	note     *message
	busy     *busy
	box      fyne.CanvasObject
}

func newAppCard(p *connectionPage, name string) *appCard {
	a := &appCard{page: p, name: name, used: widget.NewLabel(""), note: newMessage()}
	title := widget.NewLabelWithStyle(plain(name), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.Truncation = fyne.TextTruncateEllipsis
	a.used.Importance = widget.LowImportance
	a.used.SizeName = theme.SizeNameCaptionText
	a.remove = widget.NewButton(T("app.remove"), a.removeTapped)
	a.busy = newBusy(a.remove)
	a.address = newSecretRow(a, T("app.address"), control.RotateAddress,
		func(x control.Access) string { return x.Address },
		func() string { return p.w.session.base() + "/" + dots })
	a.password = newSecretRow(a, T("app.password"), control.RotatePassword,
		func(x control.Access) string { return x.Password },
		func() string { return dots })
	head := container.NewBorder(nil, nil, nil, container.NewHBox(container.NewCenter(a.used), a.busy.spin, a.remove),
		container.New(layout.NewCustomPaddedLayout(0, 0, -6, 0), title))
	a.box = newPanel(head, a.address.box, a.password.box, a.note.box)
	a.hide()
	return a
}

// show brings what the status tells up to date.
func (a *appCard) show() {
	c := a.page.w.session.client(a.name)
	switch {
	case c.LastUsed == nil:
		a.used.SetText(T("app.unused"))
	case c.Requests > 0:
		a.used.SetText(T("app.used_count", "when", moment(*c.LastUsed), "count", c.Requests))
	default:
		a.used.SetText(T("app.used", "when", moment(*c.LastUsed)))
	}
	for _, r := range []*secretRow{a.address, a.password} {
		if !r.shown {
			r.value.SetText(r.mask())
		}
	}
}

// moment is a time of today, or a day.
func moment(t time.Time) string {
	t = t.Local()
	if now := time.Now(); t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return T("today", "time", t.Format("15:04"))
	}
	return t.Format("2006-01-02")
}

func (a *appCard) hide() {
	a.address.hide()
	a.password.hide()
}

func (a *appCard) removeTapped() {
	a.page.w.confirm(T("app.remove_title", "name", a.name), T("app.remove_text", "name", a.name), T("remove"), func() {
		a.busy.start()
		a.page.w.calls.run(keychainCall, func(ctx context.Context) error {
			return a.page.w.session.api.RemoveClient(ctx, a.name)
		}, func(err error) {
			a.busy.stop()
			if err != nil {
				a.note.fail(sentence(err))
				return
			}
			a.page.w.session.fetch(nil)
		})
	})
}
