package window

import (
	"context"
	"time"

	"keyport/app/control"
)

const (
	waitCall = 40 * time.Second       // WaitStatus answers after 25 s at the latest
	pace     = 200 * time.Millisecond // at most five looks at the state a second: busy apps change it often
	again    = time.Second            // between two tries while Keyport does not answer
	letGo    = 200 * time.Millisecond // a process that crashed has lost its children by then
)

// Start connects the window: from now on it follows Keyport's state.
func (w *Window) Start() {
	w.calls.serve(w.watch)
	if w.opts.Attach != nil {
		w.calls.serve(w.attach)
	}
}

// watch follows the state until ctx ends.
func (w *Window) watch(ctx context.Context) {
	var seen uint64
	for ctx.Err() == nil {
		call, cancel := context.WithTimeout(ctx, waitCall)
		st, err := w.opts.API.WaitStatus(call, seen)
		cancel()
		if ctx.Err() != nil {
			return
		}
		rest := pace
		if err != nil {
			seen, rest = 0, again
			w.calls.post(func() { w.lost(err) })
		} else {
			seen = st.Version
			w.calls.post(func() { w.setStatus(st) })
		}
		pause(ctx, rest)
	}
}

// attach keeps Keyport informed that a window is there. When another window
// won the race for that place, that one is shown and this one ends.
func (w *Window) attach(ctx context.Context) {
	show := func(page string) {
		w.calls.post(func() {
			w.Open(page)
			w.win.Show()
			w.win.RequestFocus()
		})
	}
	for first := true; ctx.Err() == nil; first = false {
		err := w.opts.Attach(ctx, show)
		if first && code(err) == control.CodeExists {
			call, cancel := context.WithTimeout(ctx, quickCall)
			_ = w.opts.API.OpenWindow(call, w.opts.Page)
			cancel()
			w.calls.post(func() { w.app.Quit() })
			return
		}
		pause(ctx, letGo)
		// A Keyport that quits takes its window along; after a crash the window stays and offers to start it again.
		if code(err) == control.CodeNotRunning && w.opts.LetGo != nil && w.opts.LetGo() {
			w.calls.post(func() { w.app.Quit() })
			return
		}
		pause(ctx, again)
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// setStatus shows a new state. It comes with every change of the settings too, so they are read again.
func (w *Window) setStatus(st control.Status) {
	news := w.gone || st.Version != w.session.status.Version || !w.session.loaded
	w.gone = false
	w.session.status = st
	w.status.update(st)
	w.updateBanner()
	for _, name := range pageOrder {
		w.pages[name].show()
	}
	if news && !w.session.fetching {
		w.session.fetch(nil)
	}
}

// lost shows that Keyport does not answer.
func (w *Window) lost(err error) {
	w.gone = true
	w.status.lost(sentence(err))
	if code(err) == control.CodeNotRunning {
		w.status.lost(T("status.lost"))
	}
	w.updateBanner()
}

func (w *Window) updateBanner() {
	if !w.gone {
		w.banner.update(w.session.status.Problems, w.current, w.Open)
		return
	}
	var start func()
	if w.opts.Start != nil {
		start = w.startKeyport
	}
	w.banner.lost(T("banner.lost"), start)
}

// startKeyport is the banner's button. The watch notices by itself that Keyport answers again.
func (w *Window) startKeyport() {
	w.banner.busy.start()
	w.calls.run(keychainCall, w.opts.Start, func(err error) {
		w.banner.busy.stop()
		if err != nil && w.gone {
			w.banner.lost(sentence(err), w.startKeyport)
		}
	})
}
