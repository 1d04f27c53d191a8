package app

import (
	"context"
	"time"

	"keyport/app/control"
)

// triesQuiet is how long after the last burst of wrong passwords the notice ends.
const triesQuiet = 10 * time.Minute

// badTries takes in a burst of refused credentials. It is called by requests.
func (k *Keyport) badTries(since time.Time) {
	select {
	case k.tries <- since:
	default: // the one before is not looked at yet, and says the same
	}
}

// watchTries tells of programs that try wrong passwords, from the first burst
// until none came for a while.
func (k *Keyport) watchTries(ctx context.Context) {
	var first time.Time
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case since := <-k.tries:
			if quiet == nil {
				first = since
			}
			k.raise(problemTries, triesProblem(first.Local(), time.Now()))
			quiet = time.After(k.opts.triesQuiet)
		case <-quiet:
			quiet = nil
			k.solve(problemTries)
		}
	}
}

func triesProblem(since, now time.Time) problem {
	return problem{
		text: "wrong_passwords", args: fill("when", clockTime(since, now)), page: control.PageApps,
		action: control.ActionShowApps, second: control.ActionDismiss,
	}
}
