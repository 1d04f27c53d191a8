package apps

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

// trialTime is the longest that a test may take: every chat in it may think for two minutes.
const trialTime = 10 * time.Minute

// trial does what the app does and ticks each step as it ends.
type trial struct {
	h          *kit.Host
	name, kind string
	start, end *widget.Button
	ticks      *fyne.Container
	last       *tick
	note       *kit.Message
	cancel     context.CancelFunc // nil while none runs
	failed     bool
	grown      func() // told when there is more to see; may be nil
	box        *fyne.Container
}

func newTrial(h *kit.Host, name, kind string) *trial {
	t := &trial{h: h, name: name, kind: kind, note: kit.NewMessage()}
	t.start = widget.NewButtonWithIcon(kit.T("apps.test"), theme.MediaPlayIcon(), t.run)
	t.start.Importance = widget.HighImportance
	t.end = widget.NewButtonWithIcon(kit.T("apps.stop"), theme.MediaStopIcon(), t.stop)
	t.end.Hide()
	t.ticks = container.New(&kit.Column{Gap: 2})
	hint := caption(kit.T("apps.test_hint"))
	hint.Wrapping = fyne.TextWrapWord
	t.box = container.New(&kit.Column{Gap: 8}, container.NewHBox(t.start, t.end), kit.Flush(hint), t.ticks, t.note.Box)
	t.ticks.Hide()
	return t
}

// run begins the test. Steps arrive on the user interface's goroutine in their order.
func (t *trial) run() {
	if t.cancel != nil {
		return
	}
	stopped, cancel := context.WithCancel(context.Background())
	t.cancel, t.failed, t.last = cancel, false, nil
	t.ticks.RemoveAll()
	t.ticks.Show()
	t.note.Clear()
	t.start.Hide()
	t.end.Show()
	t.more()
	t.h.Calls.Run(trialTime, func(ctx context.Context) error {
		ctx, end := context.WithCancel(ctx)
		defer end()
		defer context.AfterFunc(stopped, end)()
		return t.h.Session.API.TestClient(ctx, t.name, t.kind, func(s control.Step) {
			t.h.Calls.Post(func() { t.step(s) })
		})
	}, func(err error) {
		cancel()
		t.cancel = nil
		t.start.SetText(kit.T("apps.test_again"))
		t.start.Show()
		t.end.Hide()
		if t.last != nil {
			t.last.halt()
		}
		switch {
		case kit.Code(err) == control.CodeStopped:
			t.note.Hint(kit.Sentence(err))
		case err != nil:
			t.note.Fail(kit.Sentence(err))
		case t.failed:
			t.note.Hint(kit.T("apps.test_failed"))
		default:
			t.note.Good(kit.T("apps.test_good", "name", t.name))
		}
		t.more()
	})
}

// more shows what has come.
func (t *trial) more() {
	t.box.Refresh()
	if t.grown != nil {
		t.grown()
	}
}

// stop ends a test under way.
func (t *trial) stop() {
	if t.cancel != nil {
		t.cancel()
	}
}

func (t *trial) step(s control.Step) {
	if s.Running || t.last == nil {
		t.last = newTick(s.Name)
		t.ticks.Add(t.last.box)
	}
	if !s.Running {
		t.last.done(s)
		t.failed = t.failed || !s.OK && !s.Spare
		t.last = nil
	}
	t.more()
}

// tick is one step of a test: a shape, a word, and what was seen.
type tick struct {
	spin *widget.Activity
	icon *widget.Icon
	said *widget.Label
	box  fyne.CanvasObject
}

func newTick(name string) *tick {
	k := &tick{spin: widget.NewActivity(), icon: widget.NewIcon(nil), said: wrapped("")}
	k.said.Importance = widget.LowImportance
	k.icon.Hide()
	k.said.Hide()
	k.spin.Start()
	title := widget.NewLabelWithStyle(kit.Plain(name), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	shape := container.NewVBox(container.New(layout.NewCustomPaddedLayout(8, 0, 2, 0),
		container.New(&kit.AtLeast{Size: fyne.NewSquareSize(20)}, k.icon, k.spin)))
	k.box = kit.Border(nil, nil, shape, nil, container.New(&kit.Column{Gap: -14}, title, k.said))
	return k
}

func (k *tick) done(s control.Step) {
	k.halt()
	switch {
	case s.OK:
		k.icon.SetResource(theme.NewSuccessThemedResource(theme.ConfirmIcon()))
	case s.Spare:
		k.icon.SetResource(theme.InfoIcon())
	default:
		k.icon.SetResource(theme.NewErrorThemedResource(theme.ErrorIcon()))
	}
	said := s.Detail
	if s.Spare {
		said = kit.T("apps.test_spare", "said", s.Detail)
	}
	k.said.SetText(kit.Plain(said))
	k.said.Show()
}

// halt ends the turning of a step that has ended, or never will.
func (k *tick) halt() {
	k.spin.Stop()
	k.spin.Hide()
	k.icon.SetResource(theme.MediaStopIcon())
	k.icon.Show()
}
