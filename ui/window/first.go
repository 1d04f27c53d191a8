package window

import (
	"runtime"

	"fyne.io/fyne/v2"

	"keyport/app/control"
	"keyport/ui/window/firstrun"
	"keyport/ui/window/kit"
)

// firstOver is what the preferences remember once the first run was gone through or put away.
const firstOver = "over"

// consider begins the first run, or goes on with one that was interrupted, as
// soon as the state is known: once, so that nothing jumps while a person works.
func (w *Window) consider() {
	st := w.host.Session.Status
	if w.considered || st.Version == 0 || st.State == control.StateStarting {
		return
	}
	w.considered = true
	step := w.host.App.Preferences().String(prefFirst)
	switch {
	case step == firstOver, w.opts.Page != "":
	case used(st):
		w.host.App.Preferences().SetString(prefFirst, firstOver)
	case step == "" && st.State != control.StateSetup: // it was set up before there was a first run, or without a window
	case step == firstrun.StepKey && st.State != control.StateSetup:
		w.begin(firstrun.StepModels)
	default:
		w.begin(step)
	}
}

// used says whether any app has asked anything.
func used(st control.Status) bool {
	for _, c := range st.Clients {
		if c.Requests > 0 || c.LastUsed != nil {
			return true
		}
	}
	return false
}

// begin puts the first run in the place of the pages.
func (w *Window) begin(step string) {
	prefs := w.host.App.Preferences()
	w.pages[w.current].Leave()
	w.guide = firstrun.New(w.host, firstrun.Options{
		Step: step, GOOS: runtime.GOOS,
		Moved: func(step string) { prefs.SetString(prefFirst, step) },
		Ended: func() {
			prefs.SetString(prefFirst, firstOver)
			w.show(0)
		},
	})
	w.middle.Objects = []fyne.CanvasObject{kit.Border(w.banner.box, nil, nil, nil, w.guide.Content())}
	w.middle.Refresh()
	w.updateBanner()
	w.guide.Show()
	w.guide.Enter()
}

// interrupt shows the pages for somebody who wants one of them. The first run
// goes on at the next start; the page of the key is its own first step.
func (w *Window) interrupt(page string) {
	if w.guide != nil && page != control.PageKey {
		w.show(w.current)
	}
}

// show puts the pages back.
func (w *Window) show(at int) {
	if w.guide == nil {
		return
	}
	w.guide.Leave()
	w.guide = nil
	w.build()
	w.nav.Select(at)
	if w.host.Session.Loaded {
		w.settingsChanged()
	}
	w.statusChanged()
}
