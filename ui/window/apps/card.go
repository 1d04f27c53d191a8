package apps

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// card is one app: when it was last here, its private address and its password.
type card struct {
	h        *kit.Host
	name     string
	used     *widget.Label
	address  *kit.SecretRow
	password *kit.SecretRow
	remove   *widget.Button
	note     *kit.Message
	busy     *kit.Busy
	box      fyne.CanvasObject
}

func newCard(p *page, name string) *card {
	c := &card{h: p.h, name: name, used: widget.NewLabel(""), note: kit.NewMessage()}
	title := widget.NewLabelWithStyle(kit.Plain(name), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.Truncation = fyne.TextTruncateEllipsis
	c.used.Importance = widget.LowImportance
	c.used.SizeName = theme.SizeNameCaptionText
	c.remove = widget.NewButton(kit.T("app.remove"), c.removeTapped)
	c.busy = kit.NewBusy(c.remove)
	c.address = c.secret(kit.T("app.address"), control.RotateAddress,
		func(x control.Access) string { return x.Address },
		func() string { return c.h.Session.Base() + "/" + kit.Dots })
	c.password = c.secret(kit.T("app.password"), control.RotatePassword,
		func(x control.Access) string { return x.Password },
		func() string { return kit.Dots })
	head := container.NewBorder(nil, nil, nil, container.NewHBox(container.NewCenter(c.used), c.busy.Spin, c.remove),
		container.New(layout.NewCustomPaddedLayout(0, 0, -6, 0), title))
	c.box = kit.NewPanel(head, c.address.Box, c.password.Box, c.note.Box)
	c.hide()
	return c
}

// secret makes the row of one of the app's two secrets. what is RotateClient's word for it.
func (c *card) secret(title, what string, pick func(control.Access) string, mask func() string) *kit.SecretRow {
	var row *kit.SecretRow
	row = kit.NewSecretRow(title, c.busy, func() { c.renewTapped(row, what, pick) })
	row.Mask = mask
	row.Get = func(use func(string)) { c.access(func(a control.Access) { use(pick(a)) }) }
	row.Copy = func(secret string) {
		c.h.Copy(secret)
		c.note.Good(kit.T("copied"))
	}
	return row
}

// show brings what the status tells up to date.
func (c *card) show() {
	switch st := c.h.Session.App(c.name); {
	case st.LastUsed == nil:
		c.used.SetText(kit.T("app.unused"))
	case st.Requests > 0:
		c.used.SetText(kit.T("app.used_count", "when", kit.Moment(*st.LastUsed), "count", st.Requests))
	default:
		c.used.SetText(kit.T("app.used", "when", kit.Moment(*st.LastUsed)))
	}
	c.address.Update()
	c.password.Update()
}

func (c *card) hide() {
	c.address.Hide()
	c.password.Hide()
}

// access asks for the app's secrets.
func (c *card) access(use func(control.Access)) {
	c.ask(func(ctx context.Context) (control.Access, error) { return c.h.Session.API.Access(ctx, c.name) }, use)
}

// ask makes a call and says at the app how it failed.
func (c *card) ask(work func(context.Context) (control.Access, error), use func(control.Access)) {
	c.note.Clear()
	c.busy.Start()
	kit.Request(c.h.Calls, kit.KeychainCall, work, func(a control.Access, err error) {
		c.busy.Stop()
		if err != nil {
			c.note.Fail(kit.Sentence(err))
			return
		}
		use(a)
	})
}

// renewTapped makes a new secret, after saying what stops working.
func (c *card) renewTapped(row *kit.SecretRow, what string, pick func(control.Access) string) {
	c.h.Confirm(kit.T("renew.title."+what, "name", c.name), kit.T("renew.text."+what, "name", c.name), kit.T("renew"), func() {
		c.ask(func(ctx context.Context) (control.Access, error) {
			return c.h.Session.API.RotateClient(ctx, c.name, what)
		}, func(a control.Access) {
			if row.Shown() {
				row.Reveal(pick(a))
			}
			c.note.Good(kit.T("renewed."+what, "name", c.name))
		})
	})
}

func (c *card) removeTapped() {
	c.h.Confirm(kit.T("app.remove_title", "name", c.name), kit.T("app.remove_text", "name", c.name), kit.T("remove"), func() {
		c.busy.Start()
		c.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error {
			return c.h.Session.API.RemoveClient(ctx, c.name)
		}, func(err error) {
			c.busy.Stop()
			if err != nil {
				c.note.Fail(kit.Sentence(err))
				return
			}
			c.h.Session.Fetch(nil)
		})
	})
}
