package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"keyport/app/control"
)

// addClient refuses an unknown kind before anything is made.
func addClient(ctx context.Context, r *remote, name, kind string) (control.Access, error) {
	if kind != "" && !slices.Contains(control.Kinds(), kind) {
		return control.Access{}, usage("There is no kind " + quote(kind) + "; there are " + strings.Join(control.Kinds(), ", ") + ".")
	}
	a, err := r.AddClient(ctx, name)
	if err == nil && kind != "" {
		err = r.ChangeClient(ctx, a.Client, control.ClientChange{Kind: &kind})
	}
	return a, err
}

// changeClient renames an app or switches it off or on.
func (c *cli) changeClient(ctx context.Context, r *remote, verb string, args []string) error {
	if verb == "rename" {
		if len(args) != 2 {
			return usage(`Write it like: keyport client rename Zed "Zed at work"`)
		}
		if err := r.ChangeClient(ctx, args[0], control.ClientChange{Name: &args[1]}); err != nil {
			return err
		}
		line(c.out, "Renamed %s to %s. Its password and its private address stay the same.", args[0], strings.TrimSpace(args[1]))
		return nil
	}
	name, off := words(args), verb == "off"
	if err := r.ChangeClient(ctx, name, control.ClientChange{Off: &off}); err != nil {
		return err
	}
	if off {
		line(c.out, "%s is off: it is refused until it is switched on again.", name)
	} else {
		line(c.out, "%s is on.", name)
	}
	return nil
}

func kindOf(kind string, off bool) string {
	kind = cmp.Or(kind, control.KindOther)
	if off {
		return kind + "\toff"
	}
	return kind
}

// connect prints a guide, the list of guides, or one value to copy.
func (c *cli) connect(ctx context.Context, args []string) error {
	set := newFlagSet("keyport connect")
	kind := set.String("as", "", "which program it is, a `KIND` from the list; without it the app's own")
	value := set.String("value", "", "print one value of the guide alone, passwords filled in")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		name := words(args)
		if name == "" && *kind == "" && *value == "" {
			return c.listGuides(ctx, r)
		}
		if *value != "" {
			text, err := r.GuideValue(ctx, name, *kind, *value)
			if err == nil {
				line(c.out, "%s", text.Reveal())
			}
			return guideError(err)
		}
		g, err := r.Guide(ctx, name, *kind)
		if err == nil {
			c.printGuide(g)
		}
		return guideError(err)
	})
}

// guideError points to where kinds and apps are listed.
func guideError(err error) error {
	var e *control.Error
	if errors.As(err, &e) && e.Code == control.CodeNotFound {
		return failure{e.Message, "see: keyport connect   and: keyport client list"}
	}
	return err
}

func (c *cli) listGuides(ctx context.Context, r *remote) error {
	cards, err := r.Guides(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, card := range cards {
		note := ""
		switch {
		case !card.Possible:
			note = "does not work"
		case card.Installed:
			note = "found on this computer"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", card.Kind, card.Title, note)
	}
	return t.Flush()
}

func (c *cli) printGuide(g control.Guide) {
	line(c.out, "%s\n", g.Title)
	for _, said := range []string{g.Works, g.Limits, g.Note} {
		if said != "" {
			line(c.out, "%s", said)
		}
	}
	for i, s := range g.Steps {
		line(c.out, "\n%d. %s", i+1, s.Text)
		if s.Value == nil {
			continue
		}
		for text := range strings.SplitSeq(s.Value.Shown, "\n") {
			line(c.out, "     %s", text)
		}
		if s.Value.Secret {
			line(c.out, "   (filled in by: --value %s)", s.Value.ID)
		}
	}
	line(c.out, "")
	for _, said := range g.Trouble {
		line(c.out, "- %s", said)
	}
	line(c.out, "\n%s\n%s", g.Undo, g.Checked)
}

// check prints each step as it ends.
func (c *cli) check(ctx context.Context, args []string) error {
	set := newFlagSet("keyport check")
	kind := set.String("as", "", "do what another `KIND` of program does")
	all := set.Bool("all", false, "check every key and every app")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		if *all {
			return c.checkAll(ctx, r)
		}
		failed := false
		err := r.TestClient(ctx, words(args), *kind, func(s control.Step) {
			if s.Running {
				return
			}
			mark := "ok"
			switch {
			case s.Spare:
				mark = "spare"
			case !s.OK:
				mark, failed = "FAILED", true
			}
			line(c.out, "%-6s  %-18s  %s", mark, s.Name, s.Detail)
		})
		if err == nil && failed {
			err = errTold
		}
		return guideError(err)
	})
}
