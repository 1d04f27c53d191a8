package main

import (
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"

	"keyport/app/control"
)

// printProblems tells of each problem what it means, and the command that helps.
func (c *cli) printProblems(problems []control.Problem) {
	for _, p := range problems {
		line(c.out, "! %s %s", p.Sentence, p.Means)
		for _, a := range []control.Action{p.Action, p.Second} {
			if command := p.Command(a); command != "" {
				line(c.out, "  %s: %s", control.ActionLabel(p, a), command)
			}
		}
	}
}

// retry tries again whatever can be tried again now.
func (c *cli) retry(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport retry"), args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("retry", args); err != nil {
			return err
		}
		if err := r.TryPortNow(ctx); err != nil {
			return err
		}
		if err := r.TrySaveNow(ctx); err != nil {
			return err
		}
		return c.tellSentence(ctx, r)
	})
}

func (c *cli) dismiss(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport dismiss"), args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) != 1 {
			return usage("Write it like: keyport dismiss no_tray")
		}
		return r.DismissProblem(ctx, args[0])
	})
}

// report prints what the last crash has left.
func (c *cli) report(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport report"), args, func(ctx context.Context, r *remote, args []string) error {
		if err := none("report", args); err != nil {
			return err
		}
		text, err := r.CrashReport(ctx)
		if err == nil {
			line(c.out, "%s", text)
		}
		return err
	})
}

// port chooses the port, or only says what stands against one.
func (c *cli) port(ctx context.Context, args []string) error {
	set := newFlagSet("keyport port")
	check := set.Bool("check", false, "only say whether the port can be had")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		v, err := r.Settings(ctx)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			line(c.out, "%d", v.Settings.Listen.Port)
			return nil
		}
		port, err := strconv.Atoi(args[0])
		if err != nil || len(args) != 1 || port < 1 || port > 65535 {
			return usage("Write it like: keyport port 11436")
		}
		answer, err := r.CheckPort(ctx, port)
		switch {
		case err != nil:
			return err
		case !answer.OK && answer.FreePort != 0:
			return failure{answer.Sentence, fmt.Sprintf("port %d is free: keyport port %[1]d", answer.FreePort)}
		case !answer.OK:
			return failure{answer.Sentence, ""}
		}
		if answer.Note != "" {
			line(c.err, "warning: %s", answer.Note)
		}
		if *check {
			line(c.out, "Port %d is free.", port)
			return nil
		}
		return c.setPort(ctx, r, v, port)
	})
}

func (c *cli) setPort(ctx context.Context, r *remote, v control.SettingsView, port int) error {
	old := v.Settings.Listen.Port
	v.Settings.Listen.Port = port
	if _, err := r.SaveSettings(ctx, v); err != nil {
		return err
	}
	line(c.out, "Keyport listens on port %d.", port)
	if old != port && old != 0 {
		for _, app := range v.Settings.Clients {
			line(c.out, "Change the address in %s too.", app.Name)
		}
	}
	return nil
}

// checkAll checks every key and every app.
func (c *cli) checkAll(ctx context.Context, r *remote) error {
	results, err := r.TestAll(ctx)
	if err != nil {
		return err
	}
	failed := false
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, one := range results {
		mark := "ok"
		if !one.OK {
			mark, failed = "FAILED", true
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", mark, one.What, one.Name, one.Detail)
	}
	_ = t.Flush()
	if failed {
		return errTold
	}
	return nil
}
