package main

import (
	"context"
	"io"

	"keyport/app/control"
	"keyport/assets/licences"
)

// exportSettings prints the settings as a file.
func (c *cli) exportSettings(ctx context.Context, r *remote) error {
	text, err := r.ExportSettings(ctx)
	if err == nil {
		_, err = c.out.Write([]byte(text))
	}
	return err
}

// importSettings takes over a settings file and says what that changes; with show it only says so.
func (c *cli) importSettings(ctx context.Context, r *remote, file string, show bool) error {
	text, err := c.readFile(file)
	if err != nil {
		return err
	}
	review, err := r.ReviewSettings(ctx, text)
	if err != nil {
		return err
	}
	for _, change := range review.Changes {
		line(c.out, "%s", change)
	}
	for _, warning := range review.Warnings {
		line(c.err, "warning: %s", warning)
	}
	if len(review.Changes) == 0 {
		line(c.out, "The settings are so already.")
	}
	if show || len(review.Changes) == 0 {
		return nil
	}
	_, err = r.ApplySettings(ctx, text, review.Revision)
	return err
}

// resetSettings begins anew.
func (c *cli) resetSettings(ctx context.Context, r *remote, keys bool) error {
	if _, err := r.ResetSettings(ctx, keys); err != nil {
		return err
	}
	if keys {
		line(c.out, "Keyport goes on with fresh settings and without keys.")
	} else {
		line(c.out, "Keyport goes on with fresh settings. The keys are still in the keychain.")
	}
	return nil
}

// diagnostics prints what a report of a fault needs.
func (c *cli) diagnostics(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport diagnostics"), args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("diagnostics", args); err != nil {
			return err
		}
		text, err := r.Diagnostics(ctx)
		if err == nil {
			_, err = c.out.Write([]byte(text))
		}
		return err
	})
}

// licences prints the terms of Keyport and of what is built into it.
func (c *cli) licences(_ context.Context, args []string) error {
	if err := none("licences", args); err != nil {
		return err
	}
	_, err := io.WriteString(c.out, licences.Own()+licences.Rule+licences.ThirdParty())
	return err
}

// language shows or sets what the tray and the window speak.
func (c *cli) language(ctx context.Context, args []string) error {
	return c.desktopSetting(ctx, "language", args, func(s *control.Settings) *string { return &s.Desktop.Language })
}

// look shows or sets how the window looks.
func (c *cli) look(ctx context.Context, args []string) error {
	return c.desktopSetting(ctx, "look", args, func(s *control.Settings) *string { return &s.Desktop.Look })
}

// notifications shows or sets whether the desktop shows a message when Keyport needs the person.
func (c *cli) notifications(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport notifications"), args, func(ctx context.Context, r *remote, args []string) error {
		view, err := r.Settings(ctx)
		if err != nil {
			return err
		}
		word := map[bool]string{true: "on", false: "off"}
		if len(args) == 0 {
			line(c.out, "%s", word[view.Settings.Desktop.Notifications])
			return nil
		}
		if len(args) > 1 || args[0] != "on" && args[0] != "off" {
			return usage("Write it like: keyport notifications off")
		}
		view.Settings.Desktop.Notifications = args[0] == "on"
		_, err = r.SaveSettings(ctx, view)
		return err
	})
}

func (c *cli) desktopSetting(ctx context.Context, name string, args []string, field func(*control.Settings) *string) error {
	return c.with(ctx, newFlagSet("keyport "+name), args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) > 1 {
			return usage("Write it like: keyport " + name + " system")
		}
		view, err := r.Settings(ctx)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			line(c.out, "%s", *field(&view.Settings))
			return nil
		}
		*field(&view.Settings) = args[0]
		_, err = r.SaveSettings(ctx, view)
		return err
	})
}
