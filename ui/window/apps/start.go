package apps

import (
	"context"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// start asks for the name of a new app, with one that fits already in the field.
type start struct {
	*kit.Sheet
	p     *page
	card  control.GuideCard
	box   fyne.CanvasObject
	name  *kit.Entry
	field *kit.Field
	busy  *kit.Busy
}

func newStart(p *page, card control.GuideCard) *start {
	s := &start{p: p, card: card, Sheet: kit.NewSheet(kit.Plain(kit.T("apps.connect_title", "title", card.Title)), kit.Plain(card.About))}
	s.box = under(func() { p.turn(newChoice(p)) }, s.Content())
	s.name = kit.NewEntry(kit.T("apps.name"))
	s.name.SetText(card.Name)
	s.name.OnSubmitted = func(string) { s.add() }
	s.name.Left = func() { s.valid() }
	next := widget.NewButton(kit.T("apps.continue"), s.add)
	next.Importance = widget.HighImportance
	s.busy = kit.NewBusy(next)
	s.field = kit.NewField(kit.T("apps.name_title"), kit.Border(nil, nil, nil, container.NewHBox(s.busy.Spin, next), s.name))
	hint := caption(kit.T("apps.name_hint"))
	hint.Wrapping = fyne.TextWrapWord
	s.Add(container.New(&kit.Column{Gap: 6}, s.field.Box, kit.Flush(hint)))
	return s
}

func (s *start) content() fyne.CanvasObject { return s.box }
func (s *start) about() string              { return "" }
func (s *start) load()                      {}
func (s *start) show()                      {}
func (s *start) leave()                     {}

// valid says under the field what is wrong with the name.
func (s *start) valid() bool {
	wrong := wrongName(s.p.h, s.name.Text, "")
	if wrong != "" {
		s.field.Note.Fail(wrong)
		return false
	}
	s.field.Note.Clear()
	return true
}

// wrongName says what is wrong with a name for an app; own is the name that it has already.
func wrongName(h *kit.Host, name, own string) string {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 1 || n > 40 {
		return kit.T("apps.name_length")
	}
	for _, taken := range h.Session.Apps() {
		if strings.EqualFold(taken, name) && taken != own {
			return kit.T("apps.taken", "name", taken)
		}
	}
	return ""
}

// add makes the app and goes on to its guide.
func (s *start) add() {
	if s.busy.Running() {
		return
	}
	if !s.valid() {
		s.p.h.Focus(s.name)
		return
	}
	name, api := strings.TrimSpace(s.name.Text), s.p.h.Session.API
	s.busy.Start()
	s.p.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) error {
		if _, err := api.AddClient(ctx, name); err != nil {
			return err
		}
		return api.ChangeClient(ctx, name, control.ClientChange{Kind: &s.card.Kind})
	}, func(err error) {
		if err != nil {
			s.busy.Stop()
			s.field.Note.Fail(kit.Sentence(err))
			return
		}
		s.p.h.Session.Fetch(func(error) {
			s.busy.Stop()
			s.p.fetch() // the next app needs another name
			if s.p.now == view(s) {
				s.p.turn(newGuide(s.p, name, s.card.Kind))
			}
		})
	})
}
