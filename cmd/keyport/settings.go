package main

import (
	"context"
	"slices"

	"keyport/app/control"
)

// settings is what to do with a damaged settings file where there is no window.
func (c *cli) settings(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport settings"), args, func(ctx context.Context, r *remote, args []string) error {
		switch {
		case len(args) == 1 && args[0] == "restore":
			if _, err := r.RestoreSettings(ctx); err != nil {
				return err
			}
			line(c.out, "The settings from before the last change are back.")
			return nil
		case len(args) == 1 && args[0] == "fresh":
			return c.freshSettings(ctx, r)
		}
		return usage("Write it like: keyport settings restore   or: keyport settings fresh")
	})
}

// freshSettings says yes to the settings that stand in for a damaged file. Good
// ones are not thrown away on a word.
func (c *cli) freshSettings(ctx context.Context, r *remote) error {
	s, err := r.Status(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(s.Problems, func(p control.Problem) bool { return p.Code == "settings_broken" }) {
		return failure{"The settings file is not damaged, so it is left alone.", "to begin anew all the same, end Keyport and move " + s.Settings + " away"}
	}
	view, err := r.Settings(ctx)
	if err != nil {
		return err
	}
	if _, err := r.SaveSettings(ctx, view); err != nil {
		return err
	}
	line(c.out, "Keyport goes on with fresh settings.")
	return nil
}
