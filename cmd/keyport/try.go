package main

import (
	"context"
	"io"

	"keyport/app/control"
	"keyport/assets"
)

// try shows on standard input's text what the saved rules and thought tags do.
func (c *cli) try(ctx context.Context, args []string) error {
	set := newFlagSet("keyport try")
	plain := set.Bool("plain", false, "print only what goes out")
	call := set.String("call", "", "rules: the `CALL` that the request is for: chat/completions, completions, responses or messages")
	split := set.Int("split", 0, "think: characters in a piece; the pieces are printed")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		switch {
		case len(args) == 2 && args[0] == "rules":
			return c.tryRules(ctx, r, control.TryRules{Model: args[1], Call: *call}, *plain)
		case (len(args) == 1 || len(args) == 2) && args[0] == "think":
			return c.tryThink(ctx, r, control.TryThink{Model: words(args[1:]), Split: *split}, *plain)
		}
		return usage("Write it like: keyport try rules MODEL < REQUEST.json   or: keyport try think [MODEL] < ANSWER.txt")
	})
}

// readText reads standard input; more than most bytes are too many for the API, which says so.
func (c *cli) readText(most int64) (string, error) {
	text, err := io.ReadAll(io.LimitReader(c.in, most+1))
	if err != nil {
		return "", failure{"Standard input cannot be read.", ""}
	}
	return string(text), nil
}

func (c *cli) tryRules(ctx context.Context, r *remote, in control.TryRules, plain bool) error {
	var err error
	if in.Body, err = c.readText(control.MaxTryBody); err != nil {
		return err
	}
	out, err := r.TryRules(ctx, in)
	if err != nil {
		return err
	}
	for _, p := range out.Problems {
		line(c.err, "warning: %s: %s", p.Field, p.Message)
	}
	for _, w := range out.Warnings {
		line(c.err, "warning: rule %d: %s", w.Rule, w.Sentence)
	}
	if out.Error != "" {
		return failure{out.Error, ""}
	}
	if plain {
		_, err := io.WriteString(c.out, out.After)
		return err
	}
	for _, l := range out.Lines {
		mark := " "
		if l.Mark != "" {
			mark = l.Mark
		}
		line(c.out, "%s %s", mark, safeLines(l.Text))
	}
	line(c.out, "")
	for _, change := range out.Changes {
		line(c.out, "%s", safeLines(change.Sentence))
	}
	if len(out.Changes) == 0 {
		line(c.out, "%s", assets.T("try.nothing"))
	}
	return nil
}

func (c *cli) tryThink(ctx context.Context, r *remote, in control.TryThink, plain bool) error {
	var err error
	if in.Sample, err = c.readText(control.MaxTrySample); err != nil {
		return err
	}
	out, err := r.TryThink(ctx, in)
	if err != nil {
		return err
	}
	for _, p := range out.Problems {
		line(c.err, "warning: %s: %s", p.Field, p.Message)
	}
	if len(out.Problems) > 0 {
		return errTold
	}
	for _, w := range out.Warnings {
		line(c.err, "warning: %s", w.Sentence)
	}
	if plain {
		_, err := io.WriteString(c.out, out.Answer)
		return err
	}
	for i, p := range out.Pieces {
		if in.Split > 0 {
			line(c.out, "%4d  %q → %q  (%q)", i+1, p.In, p.Answer, p.Thinking)
		}
	}
	line(c.out, "%s", assets.T("try.mode."+out.Mode))
	if out.Unclosed {
		line(c.out, "%s", assets.T("try.unclosed"))
	}
	line(c.out, "\n%s\n%s", assets.T("try.answer"), safeLines(out.Answer))
	if out.Thinking != "" {
		line(c.out, "\n%s\n%s", assets.T("try.thinking"), safeLines(out.Thinking))
	}
	return nil
}
