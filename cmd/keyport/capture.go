package main

import (
	"context"
	"time"

	"keyport/assets"
)

func (c *cli) capture(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport capture"), args, func(ctx context.Context, r *remote, args []string) error {
		wrong := usage("Write it like: keyport capture 5m   (or 15m, 60m)   or: keyport capture stop")
		if len(args) != 1 {
			return wrong
		}
		if args[0] == "stop" {
			if err := r.Capture(ctx, 0); err != nil {
				return err
			}
			line(c.out, "%s", assets.T("activity.capture.stopped"))
			return nil
		}
		d, err := time.ParseDuration(args[0])
		if err != nil || d <= 0 || d%time.Minute != 0 {
			return wrong
		}
		if err := r.Capture(ctx, int(d/time.Minute)); err != nil {
			return err
		}
		s, err := r.Status(ctx)
		if err == nil && s.CaptureUntil != nil {
			line(c.out, "%s", assets.T("activity.capture.until", "time", s.CaptureUntil.Local().Format("15:04")))
		}
		return err
	})
}
