package updates

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// News is what is known of newer versions, the way to the page of one, and a
// button that looks now.
type News struct {
	// Box is what is put on the page.
	Box *fyne.Container

	h     *kit.Host
	known *widget.Label
	line  *fyne.Container // around it
	look  *widget.Button
	page  *widget.Button
	busy  *kit.Busy
	note  *kit.Message
}

// NewNews says nothing until Update has looked.
func NewNews(h *kit.Host) *News {
	n := &News{h: h, known: widget.NewLabel(""), note: kit.NewMessage()}
	n.known.Wrapping = fyne.TextWrapWord
	n.look = widget.NewButton(kit.T("updates.look"), n.ask)
	n.page = widget.NewButton(kit.T("updates.page"), n.open)
	n.page.Importance = widget.HighImportance
	n.busy = kit.NewBusy(n.look)
	n.line = container.NewStack(kit.Flush(n.known))
	n.Box = container.New(&kit.Column{Gap: 4}, n.line, container.New(&kit.Flow{}, n.page, n.look, n.busy.Spin), n.note.Box)
	n.Update()
	return n
}

// Update shows what is known now.
func (n *News) Update() {
	u := n.h.Session.Status.Updates
	kit.SetVisible(n.Box, u != nil)
	if u == nil {
		return
	}
	n.known.SetText(kit.Plain(sentence(*u)))
	kit.SetVisible(n.line, n.known.Text != "")
	kit.SetVisible(n.page, u.Newer != nil)
}

func sentence(u control.Updates) string {
	switch {
	case u.Newer != nil && u.Newer.Urgent:
		return kit.T("updates.available", "version", u.Newer.Version) + " " + kit.T("updates.urgent_text")
	case u.Newer != nil:
		return kit.T("updates.available", "version", u.Newer.Version) + " " + kit.T("updates.available_text", "date", u.Newer.Date)
	case u.Tried == nil:
		return kit.T("updates.unknown")
	case u.Failed: // by itself it says nothing of that
		return ""
	}
	return kit.T("updates.newest")
}

// ask has Keyport ask the site now.
func (n *News) ask() {
	n.note.Clear()
	n.busy.Start()
	kit.Request(n.h.Calls, kit.CheckCall, n.h.Session.API.CheckUpdates, func(u control.Updates, err error) {
		n.busy.Stop()
		if err != nil {
			n.note.Fail(kit.Sentence(err))
			return
		}
		n.known.SetText(kit.Plain(sentence(u))) // the state says so too, a moment later
		n.line.Show()
	})
}

func (n *News) open() {
	u := n.h.Session.Status.Updates
	if u == nil || u.Newer == nil {
		return
	}
	n.note.Clear()
	if err := Browse(n.h, u.Newer.Notes); err != nil {
		n.note.Warn(kit.Plain(u.Newer.Notes))
	}
}

// Browse shows a page of the web in the person's browser. The address is one that
// Keyport has found signed; anything but https is refused all the same.
func Browse(h *kit.Host, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return &control.Error{Code: control.CodeInvalid, Message: kit.T("updates.no_page")}
	}
	return h.Browse(u)
}
