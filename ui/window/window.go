package window

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/firstrun"
	"keyport/ui/window/kit"
)

// Title is the window's title and class. It never says more: titles are seen in task bars and on shared screens.
const Title = "Keyport"

// The size of the window at first, and the smallest it gets, in Fyne's units.
var (
	firstSize = fyne.NewSize(960, 640)
	leastSize = fyne.NewSize(720, 480)
)

// Where the app's preferences remember how the window was left, and how far the
// first run has come. Nothing else is kept there.
const (
	prefPage   = "window.page"
	prefWidth  = "window.width"
	prefHeight = "window.height"
	prefFirst  = "window.first_run"
)

// Options are what the window is given from outside.
type Options struct {
	// API is Keyport. Its calls are made off the user interface's goroutine, with a time limit.
	API control.API
	// Attach, when set, tells Keyport that a window is there. It blocks until ctx
	// ends or Keyport quits, and calls show when someone asks for the window.
	Attach func(ctx context.Context, show func(page string)) error
	// LetGo, when set, reports whether a Keyport that has let go of the window
	// lives on only until the window has ended. One that crashed does not.
	LetGo func() bool
	// Start, when set, starts Keyport and returns when it answers.
	Start func(ctx context.Context) error
	// Page is the page to begin with, one of control.Page...; "" is the one that was left.
	Page string
	// State is what is known of Keyport before the window is there; Version 0 when nothing is.
	State control.Status
}

// Window is the window. Its methods are for the user interface's goroutine.
type Window struct {
	win  fyne.Window
	opts Options
	host *kit.Host

	banner  *banner
	status  *statusLine
	nav     *widget.List
	slot    *fyne.Container
	middle  *fyne.Container // the list of pages and the slot, or the first run
	pages   []kit.Page      // in the order of the table
	current int             // the page in sight, -1 before the first
	gone    bool            // Keyport does not answer

	language, look string          // that it is drawn in
	guide          *firstrun.Guide // the first run, nil while there is none
	considered     bool            // whether there is to be one
	focused        fyne.Focusable  // what had the focus at the last look
}

// New builds the window on app; Show opens it and Start connects it.
func New(app fyne.App, opts Options) *Window { return newWindow(app, opts, fyne.Do) }

func newWindow(app fyne.App, opts Options, ui func(func())) *Window {
	w := &Window{opts: opts, win: app.NewWindow(Title)}
	w.host = kit.NewHost(app, w.win, opts.API, ui)
	w.host.Open = w.Open
	w.host.Session.OnSettings, w.host.Session.OnStatus = w.settingsChanged, w.statusChanged
	w.host.Session.Status = opts.State
	app.Settings().SetTheme(kit.Look{Theme: theme.DefaultTheme()})
	w.paint(opts.State.Look)
	w.speak(opts.State.Language)
	w.build()
	w.win.SetPadded(false)
	w.win.SetCloseIntercept(w.close)
	w.shortcuts()

	prefs := app.Preferences()
	w.win.Resize(fyne.NewSize(
		float32(prefs.FloatWithFallback(prefWidth, float64(firstSize.Width))),
		float32(prefs.FloatWithFallback(prefHeight, float64(firstSize.Height)))).Max(leastSize))
	start := opts.Page
	if start == "" {
		start = prefs.String(prefPage)
	}
	w.nav.Select(max(pageAt(start), 0))
	w.consider()
	return w
}

// build makes everything that is drawn, in the language of now.
func (w *Window) build() {
	w.banner, w.status, w.pages, w.current = newBanner(w.host), newStatusLine(), nil, -1
	for _, p := range pages {
		w.pages = append(w.pages, p.make(w.host))
	}
	w.slot = container.NewStack()
	left := kit.Border(nil, nil, nil, widget.NewSeparator(), w.navigation())
	w.middle = container.NewStack(kit.Border(nil, nil, left, nil, kit.Border(w.banner.box, nil, nil, nil, w.slot)))
	w.win.SetContent(container.New(&kit.AtLeast{Size: leastSize}, kit.Border(nil, w.status.box, nil, nil, w.middle)))
}

// Show opens the window.
func (w *Window) Show() {
	w.win.Show()
	w.watchFocus()
}

// Drawn says, after Show, whether the system gave the window a place to draw on.
// Where OpenGL is missing Fyne only logs that, and goes on with nothing to see
// (fyne-io/fyne#410, #4565).
func (w *Window) Drawn() bool {
	native, ok := w.win.(driver.NativeWindow)
	if !ok {
		return true
	}
	var handle uintptr
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			handle = c.WindowHandle
		case driver.WaylandWindowContext:
			handle = c.WaylandSurface
		case driver.WindowsWindowContext:
			handle = c.HWND
		case driver.MacWindowContext:
			handle = c.NSWindow
		}
	})
	return handle != 0
}

// Open turns to a page; an unknown name changes nothing.
func (w *Window) Open(name string) {
	if at := pageAt(name); at >= 0 {
		w.interrupt(name)
		w.nav.Select(at)
	}
}

// Stop ends everything that runs for the window and waits for it. Call it when the app has ended.
func (w *Window) Stop() { w.host.Calls.Stop() }

// page is the name of the page in sight.
func (w *Window) page() string { return pages[w.current].name }

func (w *Window) turnTo(at int) {
	if w.current == at {
		return
	}
	if w.current >= 0 {
		w.pages[w.current].Leave()
	}
	w.closeMenus()
	w.current = at
	w.slot.Objects = []fyne.CanvasObject{w.pages[at].Content()}
	w.slot.Refresh()
	w.updateBanner()
	if page, ok := w.pages[at].(kit.Enterer); ok {
		page.Enter()
	}
}

// closeMenus takes away the open list of a choice: the page it belongs to is
// going, when the tray or the command line asks for another one.
func (w *Window) closeMenus() {
	if w.host.Asked() != nil {
		return
	}
	all := w.win.Canvas().Overlays()
	for top := all.Top(); top != nil; top = all.Top() {
		all.Remove(top)
	}
}

// close ends the window and with it its program; Keyport goes on.
func (w *Window) close() {
	prefs, size := w.host.App.Preferences(), w.win.Canvas().Size()
	prefs.SetString(prefPage, w.page())
	prefs.SetFloat(prefWidth, float64(size.Width))
	prefs.SetFloat(prefHeight, float64(size.Height))
	w.host.Calls.Cancel()
	w.win.Close()
	w.host.App.Quit()
}

// settingsChanged tells the pages that the settings are others now.
func (w *Window) settingsChanged() {
	for _, p := range w.inUse() {
		p.Load()
	}
}

// statusChanged tells everybody that the state is another one now.
func (w *Window) statusChanged() {
	st := w.host.Session.Status
	painted, spoken := w.paint(st.Look), w.speak(st.Language)
	if painted || spoken {
		w.rebuild()
	}
	w.consider()
	w.status.update(st)
	w.updateBanner()
	for _, p := range w.inUse() {
		p.Show()
	}
}

// inUse are the pages, and the first run while there is one.
func (w *Window) inUse() []kit.Page {
	if w.guide == nil {
		return w.pages
	}
	return append(slices.Clone(w.pages), w.guide)
}
