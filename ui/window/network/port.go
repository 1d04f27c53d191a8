package network

import (
	"context"
	"strconv"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// checkPort asks whether a port can be had, as soon as it is entered: who holds
// it, and which one is free, is better known before saving.
func (p *page) checkPort(port int) {
	kit.Request(p.h.Calls, kit.QuickCall, func(ctx context.Context) (control.PortAnswer, error) {
		return p.h.Session.API.CheckPort(ctx, port)
	}, func(a control.PortAnswer, err error) {
		if number(p.port.entry.Text) != port || !p.port.dirty() { // another one was entered meanwhile
			return
		}
		switch {
		case err != nil: // saving says so too
		case !a.OK:
			p.port.field.Note.Fail(a.Sentence)
			p.offer(a.FreePort)
		case a.Note != "":
			p.port.field.Note.Warn(a.Note)
		}
	})
}

// offer puts a button for a free port under the field.
func (p *page) offer(port int) {
	if port == 0 || p.port.field.Note.Text() == "" {
		return
	}
	p.port.field.Note.Offer(kit.T("network.use_port", "port", port), func() {
		p.port.field.Note.Clear()
		p.port.entry.SetText(strconv.Itoa(port))
	})
}

// ipv6Tapped applies the switch at once: it takes no app's address away but that of ::1.
func (p *page) ipv6Tapped(on bool) {
	if p.filling || !p.loaded {
		return
	}
	p.ipv6Note.Clear()
	p.Busy.Start()
	p.h.Session.Save(func(s *control.Settings) { s.Listen.IPv6 = on }, func(err error) {
		p.Busy.Stop()
		if err == nil {
			return
		}
		p.filling = true
		p.ipv6.SetChecked(p.h.Session.View.Settings.Listen.IPv6)
		p.filling = false
		p.ipv6Note.Fail(kit.SaveSentence(err))
	})
}
