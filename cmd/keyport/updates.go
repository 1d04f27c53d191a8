package main

import (
	"context"
	"errors"
	"time"

	"keyport/app"
	"keyport/app/control"
	"keyport/app/update"
)

// updateSource is where this copy hears of newer versions. Tests have another one.
var updateSource = update.Built

// hearing adds to options where this copy hears of newer versions.
func hearing(o app.Options) app.Options {
	o.Updates = updateSource()
	o.UpdateFile, _ = app.UpdatePath() // without a folder for it, in memory
	return o
}

// updates says what is known of newer versions, and whether Keyport looks for them.
func (c *cli) updates(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport updates"), args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) > 1 {
			return usage("Write it like: keyport updates status")
		}
		u, err := r.Updates(ctx)
		var e *control.Error
		built := !errors.As(err, &e) || e.Code != control.CodeNoUpdates
		if err != nil && (built || len(args) > 0 && args[0] != "status") {
			return err
		}
		switch word := append(args, "status")[0]; word {
		case "status":
			if !built { // no fault: this copy is meant to be so
				line(c.out, "%s", err.Error())
				return nil
			}
			c.tellUpdates(u)
			return nil
		case "check":
			if u, err = r.CheckUpdates(ctx); err == nil {
				c.tellNewer(u)
			}
			return err
		case "skip":
			return r.SkipUpdate(ctx)
		case "on", "off":
			view, err := r.Settings(ctx)
			if err != nil {
				return err
			}
			view.Settings.Updates.Notify = word == "on"
			if _, err = r.SaveSettings(ctx, view); err == nil && word == "on" {
				line(c.out, "Once a week Keyport asks %s for the newest version. It sees your internet address, as every web page does; nothing else is sent, and nothing is downloaded.", u.Host)
			}
			return err
		}
		return usage("Write it like: keyport updates on")
	})
}

func (c *cli) tellUpdates(u control.Updates) {
	line(c.out, "%s", map[bool]string{true: "on", false: "off"}[u.Notify])
	line(c.out, "The site that is asked: %s", u.Host)
	switch {
	case u.Tried == nil:
		line(c.out, "It was not asked yet.")
	case u.Failed:
		line(c.out, "Asked in vain: %s", u.Tried.Local().Format(time.DateTime))
	default:
		line(c.out, "Asked: %s", u.Tried.Local().Format(time.DateTime))
	}
	if u.Tried != nil && (u.Newer != nil || !u.Failed) {
		c.tellNewer(u)
	}
}

// tellNewer says whether there is a newer version, and where.
func (c *cli) tellNewer(u control.Updates) {
	if u.Newer == nil {
		line(c.out, "No newer version is known.")
		return
	}
	line(c.out, "Version %s of %s is available: %s", u.Newer.Version, u.Newer.Date, u.Newer.Notes)
	if u.Newer.Urgent {
		line(c.out, "It ends a fault of this version that endangers your keys. Please update soon.")
	}
	if u.Skipped {
		line(c.out, "Keyport does not tell of it any more.")
	}
}

// restart starts the running Keyport anew, without cutting an answer off.
func (c *cli) restart(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport restart"), args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("restart", args); err != nil {
			return err
		}
		return r.Restart(ctx)
	})
}
