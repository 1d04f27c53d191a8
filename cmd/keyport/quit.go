package main

import (
	"context"

	"keyport/assets"
)

// quit ends the Keyport that runs. With --wait it returns as soon as that is
// arranged: a request may run for half an hour.
func (c *cli) quit(ctx context.Context, args []string) error {
	set := newFlagSet("keyport quit")
	wait := set.Bool("wait", false, "let running requests end first, and refuse new ones until then")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("quit", args); err != nil {
			return err
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
