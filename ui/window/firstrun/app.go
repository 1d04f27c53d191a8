package firstrun

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// appStep hands an app its address.
type appStep struct {
	g       *Guide
	which   *widget.Select
	name    *kit.Entry
	nameRow *kit.Field
	guide   *fyne.Container // what to do in the app, line by line
	copyIt  *press
	message *kit.Message
	box     *fyne.Container
	copied  bool
	filling bool
	picked  bool // the person has chosen, so news choose nothing else
}

// editor is the app that a first run begins with; its own lines say where the address goes.
const editor = "VS Code"

func newAppStep(g *Guide) *appStep {
	s := &appStep{g: g, message: kit.NewMessage(), guide: container.New(&kit.Column{Gap: -10})}
	s.which = widget.NewSelect(nil, func(string) { s.chosen() })
	s.name = kit.NewEntry(kit.T("first.app.name"))
	s.name.OnSubmitted = func(string) { s.tapped() }
	s.name.OnChanged = func(string) { s.nameRow.Note.Clear() }
	s.nameRow = kit.NewField(kit.T("first.app.name"), s.name)
	s.copyIt = newPress(kit.T("first.app.copy"), theme.ContentCopyIcon(), s.tapped)
	s.copyIt.Importance = widget.HighImportance
	g.busy.Add(s.copyIt)
	s.box = container.New(&kit.Column{Gap: 12},
		title(kit.T("first.app.title"), kit.T("first.app.intro")),
		s.which, s.nameRow.Box,
		container.New(&kit.Column{Gap: 8}, container.NewHBox(s.copyIt), s.message.Box),
		kit.Flush(s.guide),
	)
	s.nameRow.Box.Hide()
	return s
}

func (s *appStep) content() fyne.CanvasObject { return s.box }
func (s *appStep) leave()                     {}
func (s *appStep) ready() bool                { return s.copied }

func (s *appStep) enter() {
	s.update()
	s.g.h.Focus(s.copyIt)
}

// update lists the apps that there are, and "Another app".
func (s *appStep) update() {
	names := append(s.g.h.Session.Apps(), kit.T("first.app.other"))
	if slices.Equal(names, s.which.Options) {
		return
	}
	s.filling = true
	s.which.SetOptions(names)
	s.filling = false
	if !s.picked || !slices.Contains(names, s.which.Selected) {
		s.which.SetSelectedIndex(0)
		s.picked = false
	}
}

func (s *appStep) other() bool { return s.which.SelectedIndex() == len(s.which.Options)-1 }

func (s *appStep) chosen() {
	if s.filling {
		return
	}
	s.picked = true
	s.message.Clear()
	kit.SetVisible(s.nameRow.Box, s.other())
	s.g.app = ""
	if !s.other() {
		s.g.app = s.which.Selected
	}
	s.guide.RemoveAll()
	if s.g.app == editor {
		for i, line := range []string{kit.T("first.copilot.1"), kit.T("first.copilot.2"), kit.T("first.copilot.3")} {
			label := widget.NewLabel(string(rune('1'+i)) + ". " + line)
			label.Wrapping = fyne.TextWrapWord
			s.guide.Add(label)
		}
	}
	s.box.Refresh()
}

// tapped copies the address, of an app that is made for it if need be.
func (s *appStep) tapped() {
	g := s.g
	if g.busy.Running() {
		return
	}
	get := func(ctx context.Context) (control.Access, error) { return g.h.Session.API.Access(ctx, g.app) }
	if s.other() {
		name := strings.TrimSpace(s.name.Text)
		if name == "" {
			s.nameRow.Note.Fail(kit.T("first.app.name_empty"))
			g.h.Focus(s.name)
			return
		}
		get = func(ctx context.Context) (control.Access, error) { return g.h.Session.API.AddClient(ctx, name) }
	}
	g.busy.Start()
	kit.Request(g.h.Calls, kit.KeychainCall, get, func(a control.Access, err error) {
		g.busy.Stop()
		if err != nil {
			s.message.Fail(kit.Sentence(err))
			return
		}
		address := a.Address
		if address == "" {
			address = a.Base
		}
		g.h.Copy(address)
		if s.other() {
			s.name.SetText("")
			s.show(a.Client)
		}
		s.copied, g.app = true, a.Client
		s.message.Good(kit.T("first.app.copied", "app", a.Client))
		g.arrange()
		g.h.Focus(g.next)
	})
}

// show turns to an app that has just been made.
func (s *appStep) show(name string) {
	if !slices.Contains(s.which.Options, name) {
		s.filling = true
		s.which.SetOptions(slices.Insert(slices.Clone(s.which.Options), len(s.which.Options)-1, name))
		s.filling = false
	}
	s.which.SetSelected(name)
}
