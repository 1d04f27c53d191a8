package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// Title is the window's title and class. It never says more: titles are seen in task bars and on shared screens.
const Title = "Keyport"

// The size of the window at first, and the smallest it gets, in Fyne's units.
var (
	firstSize = fyne.NewSize(960, 640)
	leastSize = fyne.NewSize(720, 480)
)

// Where the app's preferences remember how the window was left. Nothing else is kept there.
const (
	prefPage   = "window.page"
	prefWidth  = "window.width"
	prefHeight = "window.height"
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
}

// Window is the window. Its methods are for the user interface's goroutine.
type Window struct {
	app     fyne.App
	win     fyne.Window
	opts    Options
	calls   *calls
	session *session

	banner  *banner
	status  *statusLine
	nav     *widget.List
	slot    *fyne.Container
	pages   map[string]page
	current string
	gone    bool      // Keyport does not answer
	asked   *question // what waits for an answer
}

// New builds the window on app; Show opens it and Start connects it.
func New(app fyne.App, opts Options) *Window { return newWindow(app, opts, fyne.Do) }

func newWindow(app fyne.App, opts Options, ui func(func())) *Window {
	w := &Window{app: app, opts: opts, win: app.NewWindow(Title), calls: newCalls(ui), banner: newBanner(), status: newStatusLine()}
	w.session = &session{api: opts.API, calls: w.calls, changed: w.changed}
	w.pages = map[string]page{
		control.PageKey:        newKeyPage(w),
		control.PageConnection: newConnectionPage(w),
		control.PageThinking:   newThinkPage(w),
		control.PageParameters: newParamsPage(w),
	}
	app.Settings().SetTheme(look{theme.DefaultTheme()})
	w.slot = container.NewStack()
	left := container.NewBorder(nil, nil, nil, widget.NewSeparator(), w.navigation())
	w.win.SetContent(container.New(&atLeast{leastSize}, container.NewBorder(nil, w.status.box, left, nil,
		container.NewBorder(w.banner.box, nil, nil, nil, w.slot))))
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
	if w.pages[start] == nil {
		start = control.PageKey
	}
	w.Open(start)
	return w
}

// Show opens the window.
func (w *Window) Show() { w.win.Show() }

// Open turns to a page; an unknown name changes nothing.
func (w *Window) Open(name string) {
	for i, p := range pageOrder {
		if p == name {
			w.nav.Select(i)
		}
	}
}

// Stop ends everything that runs for the window and waits for it. Call it when the app has ended.
func (w *Window) Stop() { w.calls.stop() }

func (w *Window) turnTo(name string) {
	if w.current == name {
		return
	}
	if old := w.pages[w.current]; old != nil {
		old.leave()
	}
	w.current = name
	w.slot.Objects = []fyne.CanvasObject{w.pages[name].content()}
	w.slot.Refresh()
	w.updateBanner()
}

// close ends the window and with it its program; Keyport goes on.
func (w *Window) close() {
	prefs, size := w.app.Preferences(), w.win.Canvas().Size()
	prefs.SetString(prefPage, w.current)
	prefs.SetFloat(prefWidth, float64(size.Width))
	prefs.SetFloat(prefHeight, float64(size.Height))
	w.calls.cancel()
	w.win.Close()
	w.app.Quit()
}

// changed tells the pages that the settings are others now.
func (w *Window) changed() {
	for _, name := range pageOrder {
		w.pages[name].load()
	}
}

// copy puts a secret on the clipboard.
func (w *Window) copy(text string) { w.app.Clipboard().SetContent(text) }
