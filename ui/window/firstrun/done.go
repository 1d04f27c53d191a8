package firstrun

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/assets"
	"keyport/ui/window/autostart"
	"keyport/ui/window/kit"
	"keyport/ui/window/updates"
)

// doneStep says where Keyport is from now on.
type doneStep struct {
	g       *Guide
	icon    fyne.CanvasObject
	where   *widget.Label
	login   *autostart.Box
	missing *kit.Message // what the person has skipped
	tell    *updates.Switch
	box     *fyne.Container
}

func newDoneStep(g *Guide) *doneStep {
	picture := canvas.NewImageFromResource(fyne.NewStaticResource("ready.svg", assets.TrayDrawing()))
	picture.FillMode = canvas.ImageFillContain
	picture.SetMinSize(fyne.NewSquareSize(48))
	s := &doneStep{g: g, icon: container.NewCenter(picture), where: widget.NewLabel(""), login: autostart.New(g.h), missing: kit.NewMessage(), tell: updates.NewSwitch(g.h)}
	s.where.Wrapping = fyne.TextWrapWord
	s.box = container.New(&kit.Column{Gap: 12},
		title(kit.T("first.done.title"), ""),
		kit.NewPanel(kit.Border(nil, nil, s.icon, nil, s.where)),
		s.missing.Box,
		s.login.Content, s.tell.Box)
	s.update()
	return s
}

func (s *doneStep) content() fyne.CanvasObject { return s.box }
func (s *doneStep) leave()                     { s.login.Leave() }
func (s *doneStep) ready() bool                { return true }

func (s *doneStep) enter() {
	s.update()
	s.login.Enter()
	s.g.h.Focus(s.g.next)
}

func (s *doneStep) update() {
	st := s.g.h.Session.Status
	kit.SetVisible(s.icon, st.TrayHost)
	s.tell.Update()
	switch {
	case !st.TrayHost:
		s.where.SetText(kit.T("first.done.no_tray"))
	case s.g.opts.GOOS == "windows":
		s.where.SetText(kit.T("first.done.windows"))
	case s.g.opts.GOOS == "darwin":
		s.where.SetText(kit.T("first.done.darwin"))
	default:
		s.where.SetText(kit.T("first.done.linux"))
	}
	used := false
	for _, c := range st.Clients {
		used = used || c.Requests > 0
	}
	switch {
	case !hasKey(st):
		s.missing.Hint(kit.T("first.done.no_key"))
	case !used:
		s.missing.Hint(kit.T("first.done.no_app"))
	default:
		s.missing.Clear()
	}
}
