package tray

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"keyport/app/control"
)

// surface is what the loop draws on: systray, or a notebook in tests. Its
// methods are called from one goroutine.
type surface interface {
	setIcon(state string)
	setTooltip(text string)
	show(id, label string) // shows the row with this label
	hide(id string)
}

// loop is the one goroutine that owns what is shown. Two others feed it: watch
// with states, the surface with clicks; actions run beside it.
type loop struct {
	api     control.API
	log     zerolog.Logger
	clip    func(ctx context.Context, text string, secret bool) error
	surface surface
	clicks  <-chan string
	stop    context.CancelFunc // ends Run
	now     func() time.Time

	pace    pace
	labels  map[string]string // the rows that are shown
	running map[string]bool   // the rows whose action runs
	ended   chan string       // the row of an action that ended
	actions sync.WaitGroup
	panics  sync.Map // the panics that were told, by their text
}

// serve runs until ctx ends, and returns when everything it started has ended
// or had its time.
func (l *loop) serve(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l.labels, l.running, l.ended = map[string]string{}, map[string]bool{}, make(chan string)
	states := make(chan control.Status)
	var watching sync.WaitGroup
	watching.Go(func() { l.watch(ctx, states) })

	// Until the first state is known the menu must be there all the same: with it Keyport can be ended.
	l.pace.shown = lookOf(control.Status{State: control.StateStarting}, l.now())
	l.draw(look{}, l.pace.shown)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		timer.Stop()
		if wait := l.refresh(); wait > 0 {
			timer.Reset(wait)
		}
		select {
		case <-ctx.Done():
		case s := <-states:
			l.pace.take(s, l.now())
		case <-timer.C:
		case id := <-l.clicks:
			l.click(ctx, id)
		case id := <-l.ended:
			delete(l.running, id)
		}
	}
	cancel()
	l.await(&watching, &l.actions)
}

// await waits for goroutines whose context has ended. One that does not heed it
// (a keychain call that hangs in a system dialog) must not keep the person from quitting.
func (l *loop) await(groups ...*sync.WaitGroup) {
	done := make(chan struct{})
	go func() { // ends with the groups
		for _, g := range groups {
			g.Wait()
		}
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(shutdown):
		l.log.Warn().Msg("a call of the tray did not end in time")
	}
}

// refresh shows what is due and says after how long to look again.
func (l *loop) refresh() time.Duration {
	for {
		before := l.pace.shown
		next, show, wait := l.pace.next(l.now())
		if !show {
			return wait
		}
		l.draw(before, next)
	}
}

// draw changes on the surface what differs.
func (l *loop) draw(before, after look) {
	if before.icon != after.icon {
		l.safely(func() { l.surface.setIcon(after.icon) })
	}
	if before.tooltip != after.tooltip {
		l.safely(func() { l.surface.setTooltip(after.tooltip) })
	}
	wanted := map[string]string{}
	each(after.menu, func(item Item) { wanted[item.ID] = item.Label })
	each(skeleton, func(slot Item) {
		text, want := wanted[slot.ID]
		old, have := l.labels[slot.ID]
		switch {
		case want && (!have || text != old):
			l.labels[slot.ID] = text
			l.safely(func() { l.surface.show(slot.ID, text) })
		case !want && have:
			delete(l.labels, slot.ID)
			l.safely(func() { l.surface.hide(slot.ID) })
		}
	})
	l.log.Debug().Str("icon", after.icon).Msg("tray changed")
}

// each visits every row that is no separator, submenus behind their parents.
func each(items []Item, visit func(Item)) {
	for _, item := range items {
		if !item.Separator {
			visit(item)
			each(item.Sub, visit)
		}
	}
}

// find gives the row that is shown under id.
func find(items []Item, id string) (found Item, ok bool) {
	each(items, func(item Item) {
		if item.ID == id {
			found, ok = item, true
		}
	})
	return found, ok
}

// safely draws; one thing that cannot be drawn does not keep back the others.
func (l *loop) safely(draw func()) {
	defer l.recovered("draw")
	draw()
}

// recovered keeps a panic of the systray library (it panics when the session
// bus goes away under it) from ending the program that serves requests. Without
// a bus every change fails alike, so the same panic is told once.
func (l *loop) recovered(what string) {
	v := recover()
	if v == nil {
		return
	}
	text := what + ": " + fmt.Sprint(v)
	if _, told := l.panics.LoadOrStore(text, true); !told {
		l.log.Error().Str("panic", text).Bytes("stack", debug.Stack()).Msg("the tray failed")
	}
}
