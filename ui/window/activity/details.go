package activity

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// details show one request: its time, what went wrong, what Keyport changed,
// and what was recorded.
type details struct {
	h     *kit.Host
	close func()
	stop  func(id uint64)

	title  *widget.Label
	icon   *widget.Icon
	said   *kit.Message
	cancel *widget.Button
	curl   *widget.Button
	report *widget.Button
	body   *fyne.Container
	scroll *container.Scroll
	box    *fyne.Container

	id    uint64 // 0: none
	shown control.ActivityDetail
}

func newDetails(h *kit.Host, closed func(), cancel func(id uint64)) *details {
	d := &details{h: h, close: closed, stop: cancel, title: widget.NewLabel(""), icon: widget.NewIcon(nil), said: kit.NewMessage()}
	d.title.TextStyle.Bold = true
	d.title.Truncation = fyne.TextTruncateEllipsis
	d.cancel = widget.NewButton(kit.T("activity.cancel"), func() { d.stop(d.id) })
	d.curl = widget.NewButtonWithIcon(kit.T("activity.copy_curl"), theme.ContentCopyIcon(), d.copyCurl)
	d.report = widget.NewButtonWithIcon(kit.T("activity.copy_report"), theme.ContentCopyIcon(), func() {
		h.Copy(d.shown.Report)
		d.said.Good(kit.T("activity.copied_report"))
	})
	away := widget.NewButtonWithIcon("", theme.WindowCloseIcon(), closed)
	away.Importance = widget.LowImportance
	head := kit.Border(nil, nil, d.icon, away, d.title)
	verbs := container.NewHBox(d.cancel, d.curl, d.report)
	d.body = container.New(&kit.Column{Gap: 12, Width: kit.ColumnWidth})
	d.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 12, 0, 8), container.New(&kit.Column{Gap: 10}, verbs, d.said.Box, d.body)))
	d.box = kit.Border(container.NewVBox(widget.NewSeparator(), head), nil, nil, nil, d.scroll)
	d.box.Hide()
	return d
}

func (d *details) copyCurl() {
	d.h.Copy(d.shown.Curl)
	if d.shown.Bodies != nil {
		d.said.Warn(kit.T("activity.copied_curl_prompt"))
		return
	}
	d.said.Good(kit.T("activity.copied_curl"))
}

// open is for a request whose details are asked for; what is known from the list stands there at once.
func (d *details) open(r control.ActivityRow) {
	d.id = r.ID
	d.said.Clear()
	d.scroll.Offset = fyne.NewPos(0, 0)
	d.put(control.ActivityDetail{Row: r})
	d.curl.Disable()
	d.report.Disable()
	d.box.Show()
}

// put shows what is known.
func (d *details) put(a control.ActivityDetail) {
	d.shown = a
	d.icon.SetResource(outcomeIcon(a.Row.Outcome))
	d.title.SetText(modelWord(a.Row))
	kit.SetVisible(d.cancel, a.Row.Outcome == control.OutcomeRunning)
	for _, b := range []*widget.Button{d.curl, d.report} {
		b.Enable()
	}
	kit.SetVisible(d.curl, a.Curl != "")
	d.body.Objects = nil
	if a.Said != "" {
		trouble := kit.NewMessage()
		if a.Row.Outcome.Bad() {
			trouble.Fail(a.Said)
		} else {
			trouble.Hint(a.Said) // the app left, or the person ended it
		}
		d.body.Add(trouble.Box)
	}
	d.body.Add(timeline(a))
	d.body.Add(changes(a.Changes))
	d.body.Add(facts(a))
	if a.Bodies != nil {
		d.bodies(*a.Bodies)
	}
	d.body.Refresh()
	d.scroll.Refresh()
}

// hide takes the details away, and with them what was recorded.
func (d *details) hide() {
	d.id, d.shown = 0, control.ActivityDetail{}
	d.body.Objects = nil
	d.box.Hide()
}

func (d *details) bodies(b control.ActivityBodies) {
	for _, part := range []struct{ title, text string }{
		{"request", b.Request}, {"sent", b.Sent}, {"answer", b.Answer},
	} {
		if part.text == "" {
			continue
		}
		text, whole := beginning(part.text)
		label := widget.NewLabel(text)
		label.Wrapping = fyne.TextWrapWord
		label.TextStyle.Monospace = true
		copied := widget.NewButtonWithIcon(kit.T("activity.body.copy"), theme.ContentCopyIcon(), func() {
			d.h.Copy(part.text)
			d.said.Warn(kit.T("activity.copied_body"))
			d.scroll.ScrollToTop()
		})
		panel := kit.NewPanel(label, container.NewHBox(copied))
		d.body.Add(kit.Section(kit.T("activity.body."+part.title), ""))
		if !whole {
			d.body.Add(low(kit.T("activity.body.short")))
		}
		d.body.Add(panel)
	}
	if b.Cut {
		d.body.Add(low(kit.T("activity.body.cut")))
	}
}

// beginning is the first part of a recorded text, with its lines: laying out a
// megabyte would freeze the window.
func beginning(text string) (shown string, whole bool) {
	runes := []rune(strings.ReplaceAll(text, "\t", "    "))
	whole = len(runes) <= kit.PlainRunes
	if !whole {
		runes = runes[:kit.PlainRunes]
	}
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, string(runes)), whole
}

func low(text string) *widget.Label {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	label.Importance = widget.LowImportance
	return label
}
