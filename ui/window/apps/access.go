package apps

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// access is the private address and the password of one app: masked, shown
// while asked, copied, renewed.
type access struct {
	p        *page
	name     string
	base     string
	address  *kit.SecretRow
	password *kit.SecretRow
	old      *widget.Label // until when the old ones count
	note     *kit.Message
	busy     *kit.Busy
	box      fyne.CanvasObject
}

func newAccess(p *page, name string) *access {
	a := &access{p: p, name: name, old: wrapped(""), note: kit.NewMessage(), busy: kit.NewBusy()}
	a.address = a.secret(kit.T("app.address"), control.RotateAddress,
		func(x control.Access) string { return x.Address },
		func() string { return p.h.Session.Base() + "/" + kit.Dots })
	a.password = a.secret(kit.T("app.password"), control.RotatePassword,
		func(x control.Access) string { return x.Password },
		func() string { return kit.Dots })
	a.old.Importance = widget.LowImportance
	a.box = kit.NewPanel(a.address.Box, a.password.Box, kit.Flush(a.old), a.note.Box)
	a.hide()
	return a
}

// secret makes the row of one of the two. what is RotateClient's word for it.
func (a *access) secret(title, what string, pick func(control.Access) string, mask func() string) *kit.SecretRow {
	var row *kit.SecretRow
	row = kit.NewSecretRow(title, a.busy, func() { a.renewTapped(row, what, pick) })
	row.Mask = mask
	row.Get = func(use func(string)) {
		a.ask(func(ctx context.Context) (control.Access, error) { return a.p.h.Session.API.Access(ctx, a.name) },
			func(x control.Access) { use(pick(x)) })
	}
	row.Copy = func(secret string) {
		a.p.h.Copy(secret)
		a.note.Good(kit.T("copied"))
	}
	return row
}

// show brings what the state tells up to date. What is shown of an address goes when the port does.
func (a *access) show(st control.Client) {
	if base := a.p.h.Session.Base(); base != a.base {
		a.base = base
		a.hide()
	}
	a.address.Update()
	a.password.Update()
	said := stillCounts(st.Old)
	a.old.SetText(said)
	kit.SetVisible(a.old, said != "")
}

func stillCounts(old control.OldUntil) string {
	at := func(t *time.Time) string { return t.Local().Format("15:04") }
	switch {
	case old.Password != nil && old.Address != nil:
		return kit.T("apps.old_both", "password", at(old.Password), "address", at(old.Address))
	case old.Password != nil:
		return kit.T("apps.old_password", "time", at(old.Password))
	case old.Address != nil:
		return kit.T("apps.old_address", "time", at(old.Address))
	}
	return ""
}

func (a *access) hide() {
	a.address.Hide()
	a.password.Hide()
}

// ask makes a call and says here how it failed.
func (a *access) ask(work func(context.Context) (control.Access, error), use func(control.Access)) {
	a.note.Clear()
	a.busy.Start()
	kit.Request(a.p.h.Calls, kit.KeychainCall, work, func(x control.Access, err error) {
		a.busy.Stop()
		if err != nil {
			a.note.Fail(kit.Sentence(err))
			return
		}
		use(x)
	})
}

// renewTapped makes a new secret, after saying what stops working and asking whether the old one may stay for an hour.
func (a *access) renewTapped(row *kit.SecretRow, what string, pick func(control.Access) string) {
	keep := widget.NewCheck(kit.T("apps.keep."+what), nil)
	a.p.h.AskWith(kit.T("renew.title."+what, "name", a.name), kit.T("renew.text."+what, "name", a.name), keep,
		kit.Answer{Verb: kit.T("cancel")},
		kit.Answer{Verb: kit.T("renew"), Danger: true, Do: func() {
			var options []control.RotateOption
			if keep.Checked {
				options = append(options, control.KeepOld)
			}
			a.ask(func(ctx context.Context) (control.Access, error) {
				return a.p.h.Session.API.RotateClient(ctx, a.name, what, options...)
			}, func(x control.Access) {
				if row.Shown() {
					row.Reveal(pick(x))
				}
				a.note.Good(kit.T("renewed."+what, "name", a.name))
			})
		}})
}
