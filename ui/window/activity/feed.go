package activity

import (
	"context"
	"time"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

const (
	waitCall = 40 * time.Second       // Activity answers after 25 s at the latest
	pace     = 200 * time.Millisecond // at most five looks a second, however busy the apps are
	again    = time.Second            // between two tries while Keyport does not answer
)

// feed brings pages of the activity to the page while that is in sight.
type feed struct {
	host  *kit.Host
	take  func(control.ActivityPage)
	since control.ActivityCursor
	stop  context.CancelFunc // nil while it is out of sight
	round int                // pages of an earlier round come too late
}

// start begins to follow where it was left.
func (f *feed) start() {
	if f.stop != nil {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	f.stop = stop
	f.round++
	round, since := f.round, f.since
	f.host.Calls.Serve(func(all context.Context) {
		defer context.AfterFunc(all, stop)()
		f.follow(ctx, since, func(p control.ActivityPage) {
			f.host.Calls.Post(func() {
				if f.stop != nil && f.round == round {
					f.since = p.Cursor
					f.take(p)
				}
			})
		})
	})
}

// end stops following.
func (f *feed) end() {
	if f.stop != nil {
		f.stop()
		f.stop = nil
	}
}

func (f *feed) follow(ctx context.Context, since control.ActivityCursor, give func(control.ActivityPage)) {
	for ctx.Err() == nil {
		call, cancel := context.WithTimeout(ctx, waitCall)
		p, err := f.host.Session.API.Activity(call, since)
		cancel()
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			kit.Rest(ctx, again) // the frame says that Keyport does not answer
		default:
			since = p.Cursor
			give(p)
			if !p.More {
				kit.Rest(ctx, pace)
			}
		}
	}
}
