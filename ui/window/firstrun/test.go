package firstrun

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// testTime is the longest that a test may take: a model may think in it.
const testTime = 5 * time.Minute

// testStep does what the app does, and shows how far it comes.
type testStep struct {
	g       *Guide
	intro   *widget.Label
	run     *press
	ticks   *fyne.Container
	panel   *kit.Panel
	message *kit.Message
	box     *fyne.Container
	good    bool   // the last test, or the app itself, has come to its end
	bad     bool   // a step of the test has failed
	tried   string // the app that was tested here: the test's own requests count as its
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
	app, _ := s.which()
	kit.SetVisible(s.run, app != "")
	if app == "" {
		s.intro.SetText(kit.T("first.test.none"))
		return
	}
	s.intro.SetText(kit.Plain(kit.T("first.test.intro", "app", app)))
	s.run.SetText(kit.Plain(kit.T("first.test.do", "app", app)))
	if s.g.h.Session.App(app).Requests > 0 && s.tried != app && !s.good && !s.g.busy.Running() {
		s.good = true
		s.message.Good(kit.T("first.test.used", "app", app))
	}
}

// which is the app to be tested and how it is connected: the one of the step
// before, or the first there is, for whoever comes back here has connected one.
func (s *testStep) which() (app, kind string) {
	apps := s.g.h.Session.Apps()
	if s.g.app != "" || len(apps) == 0 {
		return s.g.app, s.g.kind
	}
	for _, c := range s.g.h.Session.View.Settings.Clients {
		if c.Name == apps[0] {
			kind = c.Kind
		}
	}
	return apps[0], kind
}

// tapped begins the test; each step shows as soon as it has ended.
func (s *testStep) tapped() {
	g := s.g
	app, kind := s.which()
	s.message.Clear()
	s.ticks.RemoveAll()
	s.panel.Hide()
	s.good, s.bad, s.tried = false, false, app
	g.busy.Start()
	g.h.Calls.Run(testTime, func(ctx context.Context) error {
		return g.h.Session.API.TestClient(ctx, app, kind, func(one control.Step) {
			g.h.Calls.Post(func() { s.show(one) })
		})
	}, func(err error) {
		g.busy.Stop()
		s.good = !s.bad && err == nil
		switch {
		case err != nil:
			s.message.Fail(kit.Sentence(err))
		case s.good:
			s.message.Good(kit.T("first.test.good"))
		default:
			s.message.Warn(kit.T("first.test.bad"))
		}
		g.arrange()
		if s.good {
			g.h.Focus(g.next)
		}
	})
}

// show ticks a step that has ended.
func (s *testStep) show(one control.Step) {
	if one.Running {
		return
	}
	s.bad = s.bad || !one.OK && !one.Spare
	s.ticks.Add(tick(one))
	s.panel.Show()
	s.box.Refresh()
}

// tick is one step: a shape, its name, and what was seen.
func tick(one control.Step) fyne.CanvasObject {
	var icon fyne.Resource = theme.NewSuccessThemedResource(theme.ConfirmIcon())
	switch {
	case one.Spare && !one.OK:
		icon = theme.InfoIcon()
	case !one.OK:
		icon = theme.NewErrorThemedResource(theme.CancelIcon())
	}
	name := widget.NewLabel(kit.Plain(one.Name))
	name.Truncation = fyne.TextTruncateEllipsis
	detail := low(kit.Plain(one.Detail))
	return container.New(&kit.Columns{Gap: 4, Cells: []kit.Cell{{Width: 24}, {Share: 2}, {Share: 3}}},
		container.New(layout.NewCustomPaddedLayout(theme.InnerPadding(), 0, 0, 0), widget.NewIcon(icon)), name, detail)
}
