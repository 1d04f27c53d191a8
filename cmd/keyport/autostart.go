package main

import (
	"context"
	"encoding/json"

	"keyport/app/control"
	"keyport/assets"
)

// autostart shows or sets whether Keyport starts when the person logs in.
func (c *cli) autostart(ctx context.Context, args []string) error {
	set := newFlagSet("keyport autostart")
	asJSON := set.Bool("json", false, "print everything as JSON")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		word := "status"
		if len(args) > 0 {
			word = args[0]
		}
		var a control.Autostart
		var err error
		switch {
		case len(args) > 1:
			return usage("Write it like: keyport autostart on")
		case word == "status":
			a, err = r.Autostart(ctx)
		case word == "on", word == "off":
			a, err = r.SetAutostart(ctx, word == "on")
		default:
			return usage("Write it like: keyport autostart on")
		}
		if err != nil {
			return err
		}
		if *asJSON {
			e := json.NewEncoder(c.out)
			e.SetIndent("", "  ")
			if err := e.Encode(a); err != nil {
				return err
			}
		} else if word == "status" {
			line(c.out, "%s", a.State)
			if a.Sentence != "" {
				line(c.out, "%s", assets.Plain(a.Sentence)) // with what stands in a file
			}
			if a.Entry != "" {
				line(c.out, "%s", assets.Plain(a.Entry))
			}
		}
		if word == "on" && a.State != control.AutostartOn || word == "off" && a.Starts {
			return failure{a.Sentence, "see: keyport autostart status"}
		}
		return nil
	})
}
