package firstrun

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// appStep shows how one app is connected, those of this computer first, with a
// button for everything that is to be copied.
type appStep struct {
	g       *Guide
	which   *kit.Select
	cards   []control.GuideCard // of which, in its order
	card    control.GuideCard
	works   *widget.Label
	lines   *fyne.Container
	copies  []*press // the buttons to copy, in the order of the lines
	message *kit.Message
	box     *fyne.Container
	copied  bool
	base    string // the address that the lines are for
}

func newAppStep(g *Guide) *appStep {
	s := &appStep{g: g, message: kit.NewMessage(), works: low(""), lines: container.New(&kit.Column{Gap: 8})}
	s.which = kit.NewSelect(nil, func(string) { s.chosen() })
	s.box = container.New(&kit.Column{Gap: 12},
		title(kit.T("first.app.title"), kit.T("first.app.intro")),
		container.New(&kit.Column{Gap: 4}, s.which, kit.Flush(s.works)),
		s.message.Box, s.lines)
	return s
}

func (s *appStep) content() fyne.CanvasObject { return s.box }
func (s *appStep) leave()                     {}
func (s *appStep) ready() bool                { return s.copied }

// enter lists what can be connected; the apps of this computer come first.
func (s *appStep) enter() {
	if len(s.cards) > 0 {
		s.focus()
		return
	}
	g := s.g
	g.busy.Start()
	kit.Request(g.h.Calls, kit.QuickCall, g.h.Session.API.Guides, func(cards []control.GuideCard, err error) {
		g.busy.Stop()
		if err != nil {
			s.message.Fail(kit.Sentence(err))
			return
		}
		s.cards = slices.DeleteFunc(slices.Clone(cards), func(c control.GuideCard) bool { return !c.Possible })
		var names []string
		for _, c := range s.cards {
			names = append(names, kit.Plain(c.Title))
		}
		s.which.SetOptions(names)
		if len(names) > 0 {
			s.which.SetSelectedIndex(0)
		}
	})
}

// focus goes to what is to be done next: Enter copies. Whoever walks along the
// list with the arrow keys stays there.
func (s *appStep) focus() {
	if s.g.Step() == StepApp && len(s.copies) > 0 && s.g.h.Win.Canvas().Focused() != s.which {
		s.g.h.Focus(s.copies[0])
	}
}

// goOn goes to the button behind one that was pressed: many apps want an address
// and a password.
func (s *appStep) goOn(from *press) {
	next := s.g.next
	if i := slices.Index(s.copies, from); i >= 0 && i+1 < len(s.copies) {
		next = s.copies[i+1]
	}
	s.g.h.Focus(next)
}

// update fetches the lines again when the address is another one now.
func (s *appStep) update() {
	if s.card.Kind != "" && s.g.h.Session.Base() != s.base {
		s.fetch()
	}
}

func (s *appStep) chosen() {
	if i := s.which.SelectedIndex(); i >= 0 {
		s.card = s.cards[i]
		s.copied = false
		s.g.app, s.g.kind = s.known(), s.card.Kind
		s.message.Clear()
		s.works.SetText(kit.Plain(s.card.About))
		s.fetch()
		s.g.arrange()
	}
}

// known is an app that is connected in this way already, "" when there is none.
func (s *appStep) known() string {
	for _, app := range s.g.h.Session.View.Settings.Clients {
		if app.Kind == s.card.Kind && !app.Off {
			return app.Name
		}
	}
	return ""
}

func (s *appStep) fetch() {
	g, app, kind := s.g, s.g.app, s.card.Kind
	s.base = g.h.Session.Base()
	kit.Request(g.h.Calls, kit.QuickCall, func(ctx context.Context) (control.Guide, error) {
		return g.h.Session.API.Guide(ctx, app, kind)
	}, func(guide control.Guide, err error) {
		if kind != s.card.Kind {
			return // another one was chosen meanwhile
		}
		if err != nil {
			s.message.Fail(kit.Sentence(err))
			return
		}
		s.show(guide)
	})
}

// show puts the steps on the page.
func (s *appStep) show(guide control.Guide) {
	s.lines.RemoveAll()
	s.copies = nil
	for i, one := range guide.Steps {
		text := widget.NewLabel(kit.Plain(strconv.Itoa(i+1) + ". " + one.Text))
		text.Wrapping = fyne.TextWrapWord
		s.lines.Add(kit.Flush(text))
		if one.Value != nil {
			s.lines.Add(s.value(*one.Value))
		}
	}
	s.box.Refresh()
	s.focus()
}

// value is one text to copy; a secret in it is filled in on its way to the clipboard only.
func (s *appStep) value(v control.GuideValue) fyne.CanvasObject {
	copyIt := newPress(kit.T("copy"), theme.ContentCopyIcon(), nil)
	copyIt.OnTapped = func() { s.copy(v.ID, copyIt) }
	s.g.busy.Add(copyIt)
	if len(s.copies) == 0 {
		copyIt.Importance = widget.HighImportance
	}
	s.copies = append(s.copies, copyIt)
	shown, _, more := strings.Cut(v.Shown, "\n")
	if more {
		shown += " …"
	}
	text := widget.NewLabel(kit.Plain(shown))
	text.TextStyle.Monospace = true
	text.Truncation = fyne.TextTruncateEllipsis
	return kit.NewPanel(kit.Border(nil, nil, nil, container.NewCenter(copyIt), kit.Flush(text)))
}

// copy puts one value on the clipboard, of an app that is made for it if need be.
func (s *appStep) copy(id string, from *press) {
	g := s.g
	if g.busy.Running() {
		return
	}
	card, app, api := s.card, g.app, g.h.Session.API
	var value control.Secret
	g.busy.Start()
	g.h.Calls.Run(kit.KeychainCall, func(ctx context.Context) (err error) {
		if app == "" {
			app = card.Name
			if _, err = api.AddClient(ctx, app); err == nil {
				err = api.ChangeClient(ctx, app, control.ClientChange{Kind: &card.Kind})
			}
		}
		if err == nil {
			value, err = api.GuideValue(ctx, app, card.Kind, id)
		}
		return err
	}, func(err error) {
		g.busy.Stop()
		if err != nil {
			s.message.Fail(kit.Sentence(err))
			return
		}
		g.h.Copy(value.Reveal())
		if card.Kind == s.card.Kind {
			s.copied, g.app = true, app
			s.message.Good(kit.T("first.app.copied", "app", app))
		}
		g.arrange()
		s.goOn(from)
	})
}
