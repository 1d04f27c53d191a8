package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"keyport/app/control"
)

func (c *cli) status(ctx context.Context, args []string) error {
	set := newFlagSet("keyport status")
	asJSON := set.Bool("json", false, "print everything as JSON")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("status", args); err != nil {
			return err
		}
		s, err := r.Status(ctx)
		if err != nil {
			return err
		}
		if *asJSON {
			e := json.NewEncoder(c.out)
			e.SetIndent("", "  ")
			return e.Encode(s)
		}
		c.printStatus(s)
		return nil
	})
}

func (c *cli) printStatus(s control.Status) {
	line(c.out, "%s", s.Sentence)
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	if s.Address != "" {
		fmt.Fprintf(t, "address\t%s\n", s.Address)
		fmt.Fprintf(t, "listening\t%s\n", strings.Join(s.Listening, ", "))
	}
	for _, u := range s.Upstreams {
		text := u.Host
		if u.Kind == "demo" {
			text = "built in"
		}
		if u.KeyEnd != "" {
			text += ", key …" + u.KeyEnd
		}
		if u.FirstByte > 0 {
			text += fmt.Sprintf(", first byte after %v", u.FirstByte)
		}
		fmt.Fprintf(t, "upstream\t%s\t%s\t%s\n", u.Name, text, strings.ReplaceAll(string(u.Key), "_", " "))
	}
	for _, cl := range s.Clients {
		used := "not used yet"
		if cl.LastUsed != nil {
			used = "last used " + cl.LastUsed.Local().Format("15:04")
		}
		requests := fmt.Sprintf("%d requests", cl.Requests)
		if cl.Requests == 1 {
			requests = "1 request"
		}
		if cl.Off {
			used += ", off"
		}
		if old := oldUntil(cl.Old); old != "" {
			used += "\t" + old
		}
		fmt.Fprintf(t, "app\t%s\t%s\t%s\n", cl.Name, requests, used)
	}
	if s.CaptureUntil != nil {
		fmt.Fprintf(t, "recording\tuntil %s, in memory only; stop it with: keyport capture stop\n", s.CaptureUntil.Local().Format("15:04"))
	}
	fmt.Fprintf(t, "keychain\t%s\n", s.Keychain)
	fmt.Fprintf(t, "settings\t%s\n", s.Settings)
	_ = t.Flush()
	c.printProblems(s.Problems)
}

func (c *cli) pause(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport pause"), args, func(ctx context.Context, r *remote, args []string) error {
		until, err := pauseUntil(args, time.Now())
		if err != nil {
			return err
		}
		if err := r.Pause(ctx, until); err != nil {
			return err
		}
		return c.tellSentence(ctx, r)
	})
}

func (c *cli) resume(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport resume"), args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("resume", args); err != nil {
			return err
		}
		if err := r.Resume(ctx); err != nil {
			return err
		}
		return c.tellSentence(ctx, r)
	})
}

func (c *cli) tellSentence(ctx context.Context, r *remote) error {
	s, err := r.Status(ctx)
	if err == nil {
		line(c.out, "%s", s.Sentence)
	}
	return err
}

// pauseUntil reads "", "1h", "30m", "until 08:00"; the zero time is until resumed.
func pauseUntil(args []string, now time.Time) (time.Time, error) {
	wrong := usage("Write it like: keyport pause 1h   or: keyport pause until 08:00")
	switch {
	case len(args) == 0:
		return time.Time{}, nil
	case len(args) == 1:
		d, err := time.ParseDuration(args[0])
		if err != nil || d <= 0 || d > 366*24*time.Hour {
			return time.Time{}, wrong
		}
		return now.Add(d), nil
	case len(args) == 2 && args[0] == "until":
		hour, minute, ok := strings.Cut(args[1], ":")
		h, herr := strconv.Atoi(hour)
		m, merr := strconv.Atoi(minute)
		if !ok || herr != nil || merr != nil || h < 0 || h > 23 || m < 0 || m > 59 {
			return time.Time{}, wrong
		}
		// Dates are counted, not hours: a day may have 23 or 25 of them.
		until := time.Date(now.Year(), now.Month(), now.Day(), h, m, 0, 0, now.Location())
		if !until.After(now) {
			until = time.Date(now.Year(), now.Month(), now.Day()+1, h, m, 0, 0, now.Location())
		}
		return until, nil
	}
	return time.Time{}, wrong
}

func (c *cli) open(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport open"), args, func(ctx context.Context, r *remote, args []string) error {
		page := words(args)
		if page != "" {
			named, ok := control.PageNamed(page)
			if !ok {
				return usage("There is no page called " + quote(page) + ". The pages are " + strings.Join(control.Pages(), ", ") + ".")
			}
			page = named
		}
		return r.OpenWindow(ctx, page)
	})
}
