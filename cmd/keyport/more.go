package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
)

func (c *cli) models(ctx context.Context, args []string) error {
	set := newFlagSet("keyport models")
	refresh := set.Bool("refresh", false, "ask the providers anew")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("models", args); err != nil {
			return err
		}
		if *refresh {
			if err := c.refreshModels(ctx, r); err != nil {
				return err
			}
		}
		list, err := r.Models(ctx)
		if err != nil {
			return err
		}
		t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, m := range list {
			var can []string
			for name, yes := range map[string]bool{"tools": m.Tools, "images": m.Vision, "thinking": m.Thinking, "hidden": m.Hidden} {
				if yes {
					can = append(can, name)
				}
			}
			name := m.ID
			if m.Target != "" {
				name += " = " + m.Target
			}
			fmt.Fprintf(t, "%s\t%s\t%d\t%s\n", name, m.Upstream, m.Context, strings.Join(sorted(can), ", "))
		}
		return t.Flush()
	})
}

// refreshModels fetches the lists anew; one that failed is told, and the one before it stays.
func (c *cli) refreshModels(ctx context.Context, r *remote) error {
	lists, err := r.RefreshModels(ctx)
	if err != nil {
		return err
	}
	for _, l := range lists {
		if l.Error != "" {
			line(c.err, "warning: %s: %s", l.Upstream, l.Error)
		}
	}
	return nil
}

func (c *cli) demo(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport demo"), args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) != 1 || args[0] != "on" && args[0] != "off" {
			return usage("Write it like: keyport demo on")
		}
		return r.UseDemo(ctx, args[0] == "on")
	})
}

// maxTextFile is far above any .env or settings file.
const maxTextFile = 1 << 20

func (c *cli) imports(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport import"), args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) != 1 {
			return usage("Write it like: keyport import FILE.env")
		}
		text, err := c.readFile(args[0])
		if err != nil {
			return err
		}
		report, err := r.Import(ctx, text)
		if err != nil {
			return err
		}
		for _, done := range report.Done {
			line(c.out, "%s", done)
		}
		for _, warning := range report.Warnings {
			line(c.err, "warning: %s", warning)
		}
		return nil
	})
}

// readFile reads a file, or standard input for "-". A part of a file that is too
// long must not pass for the whole.
func (c *cli) readFile(name string) (string, error) {
	in := c.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", failure{"The file " + quote(name) + " cannot be opened.", ""}
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxTextFile+1))
	switch {
	case err != nil:
		return "", failure{"The file " + quote(name) + " cannot be read.", ""}
	case len(text) > maxTextFile:
		return "", failure{"The file " + quote(name) + " is longer than 1 MiB, so nothing of it was taken over.", ""}
	}
	return string(text), nil
}
