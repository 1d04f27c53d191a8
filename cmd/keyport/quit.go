package main

import (
	"context"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

const (
	// lastTime is how long Keyport may take to end when it waits for nothing any
	// more: it ends itself by force after endTime, see run.
	lastTime = 15 * time.Second
	lookTime = 50 * time.Millisecond // between two looks whether it has ended
)

// quit ends the Keyport that runs. With --wait it returns as soon as that is
// arranged: a request may run for half an hour. With --within it returns when
// Keyport has ended, which is what an installer needs.
func (c *cli) quit(ctx context.Context, args []string) error {
	set := newFlagSet("keyport quit")
	wait := set.Bool("wait", false, "let running requests end first, and refuse new ones until then")
	within := set.Duration("within", 0, "let running requests end for at most this `TIME`, then end them, and return when Keyport has ended")
	whole := ctx // with bounds a call; --within may be longer than that
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("quit", args); err != nil {
			return err
		}
		if *within < 0 {
			return usage("--within takes a time like 30s.")
		}
		if *within > 0 {
			return quitWithin(whole, r, *within)
		}
		if !*wait {
			return r.Quit(ctx)
		}
		if err := r.QuitWhenIdle(ctx); err != nil {
			return err
		}
		if s, err := r.Status(ctx); err == nil && s.Quitting && s.Running > 0 { // else it has ended already
			line(c.out, "%s", assets.T("quit.told", "state", s.Sentence))
		}
		return nil
	})
}

// quitWithin ends Keyport after at most patience and returns when it has ended.
func quitWithin(ctx context.Context, r *remote, patience time.Duration) error {
	bounded := func(call func(context.Context) error) error {
		ctx, done := context.WithTimeout(ctx, callTime)
		defer done()
		return call(ctx)
	}
	if err := bounded(r.QuitWhenIdle); err != nil {
		return err
	}
	if ended(ctx, patience) {
		return nil
	}
	if err := bounded(r.Quit); err != nil && !ended(ctx, lookTime) {
		return err
	}
	if !ended(ctx, lastTime) {
		return failure{"Keyport has been asked to end, but has not.", "end it in the list of running programs"}
	}
	return nil
}

// ended waits until no Keyport has the seat, for at most patience.
func ended(ctx context.Context, patience time.Duration) bool {
	late := time.After(patience)
	for {
		if seat, err := control.Lock(""); err == nil {
			_ = seat.Close()
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-late:
			return false
		case <-time.After(lookTime):
		}
	}
}
