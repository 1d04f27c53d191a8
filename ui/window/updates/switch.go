package updates

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// Switch is the box to be ticked for news of new versions, and what is sent then.
type Switch struct {
	// Box is what is put on the page.
	Box *fyne.Container

	h       *kit.Host
	check   *widget.Check
	means   *widget.Label
	note    *kit.Message
	filling bool
}

// NewSwitch is off until Update has looked.
func NewSwitch(h *kit.Host) *Switch {
	s := &Switch{h: h, means: widget.NewLabel(""), note: kit.NewMessage()}
	s.check = widget.NewCheck(kit.T("updates.tell"), s.chosen)
	s.means.Wrapping = fyne.TextWrapWord
	s.means.SizeName, s.means.Importance = theme.SizeNameCaptionText, widget.LowImportance
	s.Box = container.New(&kit.Column{Gap: -8}, kit.FlushCheck(s.check), kit.Flush(s.means), s.note.Box)
	s.Update()
	return s
}

// Update shows what counts now.
func (s *Switch) Update() {
	u := s.h.Session.Status.Updates
	kit.SetVisible(s.Box, u != nil)
	if u == nil {
		return
	}
	s.means.SetText(kit.Plain(kit.T("updates.means", "host", u.Host)))
	s.filling = true
	s.check.SetChecked(s.h.Session.View.Settings.Updates.Notify)
	s.filling = false
}

// chosen saves at once.
func (s *Switch) chosen(on bool) {
	if s.filling {
		return
	}
	s.note.Clear()
	s.h.Session.Save(func(all *control.Settings) { all.Updates.Notify = on }, func(err error) {
		if err != nil {
			s.note.Fail(kit.SaveSentence(err))
		}
		s.Update() // what is ticked is what counts
	})
}
