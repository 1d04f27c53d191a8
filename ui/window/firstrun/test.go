package firstrun

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

// testStep does what the app does, and shows how far it comes.
type testStep struct {
	g       *Guide
	intro   *widget.Label
	run     *press
	ticks   *fyne.Container
	panel   *kit.Panel
	message *kit.Message
	box     *fyne.Container
	good    bool
}

func newTestStep(g *Guide) *testStep {
	s := &testStep{g: g, intro: low(""), message: kit.NewMessage(), ticks: container.New(&kit.Column{Gap: 8})}
	s.run = newPress("", nil, s.tapped)
	s.run.Importance = widget.HighImportance
	g.busy.Add(s.run)
	s.panel = kit.NewPanel(s.ticks)
	s.panel.Hide()
	s.box = container.New(&kit.Column{Gap: 12},
		title(kit.T("first.test.title"), ""), kit.Flush(s.intro),
		container.NewHBox(s.run), s.panel, s.message.Box)
	return s
}

func (s *testStep) content() fyne.CanvasObject { return s.box }
func (s *testStep) leave()                     {}
func (s *testStep) ready() bool                { return s.good }

func (s *testStep) enter() {
	s.update()
	if s.run.Visible() {
		s.g.h.Focus(s.run)
	}
}

// update says which app is meant, and notices when it has really asked.
func (s *testStep) update() {
	app := s.g.app
	kit.SetVisible(s.run, app != "")
	if app == "" {
		s.intro.SetText(kit.T("first.test.none"))
		return
	}
	s.intro.SetText(kit.Plain(kit.T("first.test.intro", "app", app)))
	s.run.SetText(kit.Plain(kit.T("first.test.do", "app", app)))
	if s.g.h.Session.App(s.g.app).Requests > 0 && !s.good && !s.g.busy.Running() {
		s.good = true
		s.message.Good(kit.T("first.test.used", "app", app))
	}
}

func (s *testStep) tapped() {
	g := s.g
	s.message.Clear()
	g.busy.Start()
	kit.Request(g.h.Calls, kit.CheckCall, func(ctx context.Context) ([]control.Step, error) {
		return g.h.Session.API.CheckClient(ctx, g.app)
	}, func(steps []control.Step, err error) {
		g.busy.Stop()
		s.show(steps, err)
		g.arrange()
		if s.good {
			g.h.Focus(g.next)
		}
	})
}

func (s *testStep) show(steps []control.Step, err error) {
	s.good = err == nil
	s.ticks.RemoveAll()
	for _, one := range steps {
		s.good = s.good && one.OK
		s.ticks.Add(tick(one))
	}
	kit.SetVisible(s.panel, len(steps) > 0)
	switch {
	case err != nil:
		s.message.Fail(kit.Sentence(err))
	case s.good:
		s.message.Good(kit.T("first.test.good"))
	default:
		s.message.Warn(kit.T("first.test.bad"))
	}
	s.box.Refresh()
}

// tick is one step: a shape, its name, and what was seen.
func tick(one control.Step) fyne.CanvasObject {
	var icon fyne.Resource = theme.NewSuccessThemedResource(theme.ConfirmIcon())
	if !one.OK {
		icon = theme.NewErrorThemedResource(theme.CancelIcon())
	}
	name := widget.NewLabel(kit.Plain(one.Name))
	name.Truncation = fyne.TextTruncateEllipsis
	detail := low(kit.Plain(one.Detail))
	return container.New(&kit.Columns{Gap: 4, Cells: []kit.Cell{{Width: 24}, {Share: 2}, {Share: 3}}},
		container.New(layout.NewCustomPaddedLayout(theme.InnerPadding(), 0, 0, 0), widget.NewIcon(icon)), name, detail)
}
