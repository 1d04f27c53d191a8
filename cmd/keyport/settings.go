package main

import (
	"context"
	"errors"
	"slices"

	"keyport/app"
	"keyport/app/control"
)

// settings takes the settings as a whole out and in, begins anew, and says what
// to do with a damaged settings file where there is no window.
func (c *cli) settings(ctx context.Context, args []string) error {
	set := newFlagSet("keyport settings")
	show := set.Bool("show", false, "import: only say what would change")
	keys := set.Bool("keys", false, "reset: forget the API keys too")
	yes := set.Bool("yes", false, "reset: really do it")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		switch {
		case len(args) == 1 && args[0] == "export":
			return c.exportSettings(ctx, r)
		case len(args) == 2 && args[0] == "import":
			return c.importSettings(ctx, r, args[1], *show)
		case len(args) == 1 && args[0] == "reset" && !*yes:
			return usage("All accounts, apps and rules would be removed. If that is meant: keyport settings reset --yes")
		case len(args) == 1 && args[0] == "reset":
			return c.resetSettings(ctx, r, *keys)
		case len(args) == 1 && args[0] == "restore":
			_, err := r.RestoreSettings(ctx)
			var e *control.Error
			if errors.As(err, &e) && e.Code == control.CodeNotFound {
				return failure{e.Message, "for a file that was damaged, begin anew with: keyport settings fresh"}
			}
			if err != nil {
				return err
			}
			line(c.out, "The settings from before the last change are back.")
			return nil
		case len(args) == 1 && args[0] == "fresh":
			return c.freshSettings(ctx, r)
		case len(args) == 1 && args[0] == "keep":
			if _, err := r.StartFresh(ctx); err != nil {
				return err
			}
			line(c.out, "The settings are saved without their mistakes.")
			return nil
		}
		return usage("Write it like: keyport settings export   or: import FILE, restore, fresh, keep, reset")
	})
}

// freshSettings says yes to the settings that stand in for a damaged file. Good
// ones are not thrown away on a word.
func (c *cli) freshSettings(ctx context.Context, r *remote) error {
	damaged, path, err := settingsDamage(ctx, r)
	if err != nil {
		return err
	}
	if !damaged {
		return failure{"The settings file is not damaged, so it is left alone.", "to begin anew all the same, end Keyport and move " + path + " away"}
	}
	if _, err := r.StartFresh(ctx); err != nil {
		return err
	}
	line(c.out, "Keyport goes on with fresh settings.")
	return nil
}

// settingsDamage also answers when nothing runs: serve ends when it finds a damaged file.
func settingsDamage(ctx context.Context, r *remote) (damaged bool, path string, err error) {
	if offline, ok := r.API.(*app.Offline); ok {
		return offline.SettingsDamaged(), offline.SettingsPath(), nil
	}
	s, err := r.Status(ctx)
	damaged = slices.ContainsFunc(s.Problems, func(p control.Problem) bool { return p.Code == "settings_broken" })
	return damaged, s.Settings, err
}
