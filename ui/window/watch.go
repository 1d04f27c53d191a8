package window

import (
	"context"
	"slices"
	"time"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

const (
	waitCall = 40 * time.Second       // WaitStatus answers after 25 s at the latest
	pace     = 200 * time.Millisecond // at most five looks at the state a second: busy apps change it often
	again    = time.Second            // between two tries while Keyport does not answer
	letGo    = 200 * time.Millisecond // a process that crashed has lost its children by then
)

// Start connects the window: from now on it follows Keyport's state.
func (w *Window) Start() {
	w.host.Calls.Serve(w.watch)
	if w.opts.Attach != nil {
		w.host.Calls.Serve(w.attach)
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
			w.host.Calls.Post(func() { w.lost(err) })
		} else {
			seen = st.Version
			w.host.Calls.Post(func() { w.answers(st) })
		}
		kit.Rest(ctx, rest)
	}
}

// attach keeps Keyport informed that a window is there. When another window
// won the race for that place, that one is shown and this one ends.
func (w *Window) attach(ctx context.Context) {
	show := func(page string) {
		w.host.Calls.Post(func() {
			w.Open(page)
			w.win.Show()
			w.win.RequestFocus()
		})
	}
	for first := true; ctx.Err() == nil; first = false {
		err := w.opts.Attach(ctx, show)
		if first && kit.Code(err) == control.CodeExists {
			call, cancel := context.WithTimeout(ctx, kit.QuickCall)
			_ = w.opts.API.OpenWindow(call, w.opts.Page)
			cancel()
			w.host.Calls.Post(func() { w.host.App.Quit() })
			return
		}
		kit.Rest(ctx, letGo)
		// A Keyport that quits takes its window along; after a crash the window stays and offers to start it again.
		if kit.Code(err) == control.CodeNotRunning && w.opts.LetGo != nil && w.opts.LetGo() {
			w.host.Calls.Post(func() { w.host.App.Quit() })
			return
		}
		kit.Rest(ctx, again)
	}
}

// answers takes over a new state.
func (w *Window) answers(st control.Status) {
	back := w.gone
	w.gone = false
	w.host.Session.SetStatus(st, back)
}

// lost shows that Keyport does not answer.
func (w *Window) lost(err error) {
	w.gone = true
	w.status.lost(kit.Sentence(err))
	if kit.Code(err) == control.CodeNotRunning {
		w.status.lost(kit.T("status.lost"))
	}
	w.updateBanner()
}

func (w *Window) updateBanner() {
	if !w.gone {
		st, page := w.host.Session.Status, w.page()
		if w.guide != nil { // it asks for the key itself; what does not stop it can wait
			st.Problems = slices.DeleteFunc(slices.Clone(st.Problems), func(p control.Problem) bool { return !p.Blocking })
			page = control.PageKey
		}
		w.banner.update(st, page, w.Open)
		return
	}
	var start func()
	if w.opts.Start != nil {
		start = w.startKeyport
	}
	w.banner.lost(kit.T("banner.lost"), start)
}

// startKeyport is the banner's button. The watch notices by itself that Keyport answers again.
func (w *Window) startKeyport() {
	w.banner.busy.Start()
	w.host.Calls.Run(kit.KeychainCall, w.opts.Start, func(err error) {
		w.banner.busy.Stop()
		if err != nil && w.gone {
			w.banner.lost(kit.Sentence(err), w.startKeyport)
		}
	})
}
