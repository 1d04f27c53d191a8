package tray

import (
	"context"
	"time"

	"keyport/app/control"
)

// pause is how long watch waits after an answer that should not have come: an
// error, or the same version at once.
const pause = time.Second

// watch hands every new state to the loop, until ctx ends.
func (l *loop) watch(ctx context.Context, states chan<- control.Status) {
	defer l.recovered("watch")
	s, err := l.api.Status(ctx)
	failed := ""
	for {
		if err == nil {
			failed = ""
			select {
			case states <- s:
			case <-ctx.Done():
				return
			}
		} else if ctx.Err() == nil && err.Error() != failed { // the same error once, not once a second
			failed = err.Error()
			l.log.Warn().Err(err).Msg("the tray does not learn the state")
		}
		asked, seen := time.Now(), s.Version
		if err == nil {
			s, err = l.api.WaitStatus(ctx, seen)
		} else {
			s, err = l.api.Status(ctx)
		}
		early := err == nil && s.Version == seen && time.Since(asked) < pause
		if err != nil || early {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return
			}
		}
		if ctx.Err() != nil {
			return
		}
	}
}
