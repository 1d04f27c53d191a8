package firstrun

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// The steps, by the names under which the frame remembers them.
const (
	StepKey    = "key"
	StepModels = "models"
	StepApp    = "app"
	StepTest   = "test"
	StepDone   = "done"
)

// order is the way through the steps.
var order = []string{StepKey, StepModels, StepApp, StepTest, StepDone}

// step is one of them. All methods belong to the user interface's goroutine.
type step interface {
	content() fyne.CanvasObject
	enter()      // it comes into sight
	update()     // settings or state are others now; also while it is out of sight
	leave()      // it goes out of sight
	ready() bool // nothing is missing any more: the button says Next and not Skip
}

// Guide is the first run; it is a kit.Page.
type Guide struct {
	h     *kit.Host
	opts  Options
	busy  *kit.Busy
	app   string // the app that is being connected, "" while there is none
	kind  string // how: the kind of its guide
	steps map[string]step
	at    int

	trail *fyne.Container
	slot  *fyne.Container
	scrol *container.Scroll
	back  *widget.Button
	next  *press
	skip  *widget.Button
	box   fyne.CanvasObject
}

// Options are how a Guide is connected with the frame.
type Options struct {
	Step  string            // where to begin; "" is at the beginning
	Moved func(step string) // told of every step, to remember it; may be nil
	Ended func()            // the person is through, or wants no guide
	GOOS  string            // whose tray is described
}

// New gives the guide.
func New(h *kit.Host, opts Options) *Guide {
	g := &Guide{h: h, opts: opts, busy: kit.NewBusy()}
	g.trail = container.NewHBox()
	g.slot = container.New(&kit.Column{Width: kit.ColumnWidth})
	g.scrol = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 16, 20, 20), g.slot))
	g.skip = widget.NewButton(kit.T("first.leave"), func() { g.end() })
	g.skip.Importance = widget.LowImportance
	g.back = widget.NewButton(kit.T("first.back"), func() { g.turn(g.at - 1) })
	g.next = newPress("", nil, g.forward)
	g.steps = map[string]step{
		StepKey: newKeyStep(g), StepModels: newModelsStep(g), StepApp: newAppStep(g), StepTest: newTestStep(g), StepDone: newDoneStep(g),
	}

	title := widget.NewLabelWithStyle(kit.T("first.title"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.SizeName = theme.SizeNameSubHeadingText
	head := container.New(layout.NewCustomPaddedLayout(6, 6, 12, 12), container.New(&kit.Column{Gap: -6, Width: kit.ColumnWidth + 16}, title, g.trail))
	bar := container.NewVBox(widget.NewSeparator(), container.New(layout.NewCustomPaddedLayout(8, 10, 12, 20),
		container.New(&kit.Column{Width: kit.ColumnWidth + 8}, container.NewHBox(g.skip, layout.NewSpacer(), g.busy.Spin, g.back, g.next))))
	g.box = kit.Border(head, bar, nil, nil, g.scrol)

	g.at = -1 // before the first one
	start := 0
	for i, name := range order {
		if name == opts.Step {
			start = i
		}
	}
	g.place(start)
	return g
}

// Step is the name of the step in sight.
func (g *Guide) Step() string { return order[g.at] }

func (g *Guide) current() step { return g.steps[g.Step()] }

// turn goes to a step.
func (g *Guide) turn(at int) {
	if at < 0 || at >= len(order) || at == g.at {
		return
	}
	g.current().leave()
	g.place(at)
	g.current().enter()
}

// place puts a step on the page.
func (g *Guide) place(at int) {
	g.at = at
	g.slot.Objects = []fyne.CanvasObject{g.current().content()}
	g.slot.Refresh()
	g.scrol.ScrollToTop()
	if g.opts.Moved != nil {
		g.opts.Moved(g.Step())
	}
	g.showTrail()
	g.arrange()
}

// forward is what the button at the end does.
func (g *Guide) forward() {
	if g.Step() == StepDone {
		g.end()
		return
	}
	g.turn(g.at + 1)
}

func (g *Guide) end() {
	g.current().leave()
	g.opts.Ended()
}

// showTrail says which step this is: with words and a number, not by colour alone.
func (g *Guide) showTrail() {
	g.trail.RemoveAll()
	for i, name := range order {
		label := widget.NewLabel(strconv.Itoa(i+1) + " " + kit.T("first.step."+name))
		label.TextStyle.Bold = i == g.at
		if i != g.at {
			label.Importance = widget.LowImportance
		}
		if i > 0 {
			g.trail.Add(low("›"))
		}
		g.trail.Add(label)
	}
}

// arrange shows the buttons that the step has.
func (g *Guide) arrange() {
	kit.SetVisible(g.back, g.at > 0)
	kit.SetVisible(g.skip, g.Step() != StepDone)
	word, strong := kit.T("first.skip"), false
	switch {
	case g.Step() == StepDone:
		word, strong = kit.T("first.finish"), true
	case g.current().ready():
		word, strong = kit.T("first.next"), true
	}
	importance := widget.MediumImportance
	if strong {
		importance = widget.HighImportance
	}
	if g.next.Text != word || g.next.Importance != importance {
		g.next.Importance = importance
		g.next.SetText(word)
	}
}

// Content is part of kit.Page.
func (g *Guide) Content() fyne.CanvasObject { return g.box }

// Enter is part of kit.Enterer.
func (g *Guide) Enter() { g.current().enter() }

// Load is part of kit.Page.
func (g *Guide) Load() { g.update() }

// Show is part of kit.Page.
func (g *Guide) Show() { g.update() }

func (g *Guide) update() {
	for _, name := range order {
		g.steps[name].update()
	}
	g.arrange()
}

// Leave is part of kit.Page.
func (g *Guide) Leave() { g.current().leave() }

// title heads a step.
func title(text, intro string) fyne.CanvasObject { return kit.Section(text, intro) }
