package app

import (
	"context"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/app/try"
	"keyport/proxy"
)

// TryRules implements control.API.
func (d *desk) TryRules(_ context.Context, in control.TryRules) (control.TriedRules, error) {
	s := d.effective()
	if in.Rules == nil {
		in.Rules = s.Rules
	}
	s.Rules = slices.Clone(in.Rules)
	for i := range s.Rules {
		s.Rules[i].Think = nil // of no concern to a request
	}
	problems := ruleProblems(s)
	cfg, err := trialConfig(s)
	if err != nil { // what cannot be written as JSON; the problems say so
		return control.TriedRules{Before: in.Body, Lines: []control.Line{}, Changes: []control.Change{}, Problems: problems}, nil
	}
	out, err := try.Rules(cfg, in)
	out.Problems = problems
	out.Warnings = try.Conflicts(s.Rules, d.modelNames())
	return out, err
}

// TryThink implements control.API.
func (d *desk) TryThink(_ context.Context, in control.TryThink) (control.TriedThink, error) {
	s := d.effective()
	if in.Think != nil {
		s.Think = *in.Think
	}
	if in.Rules != nil {
		s.Rules = slices.Clone(in.Rules)
	}
	problems := ruleProblems(s)
	problems = slices.DeleteFunc(problems, func(p control.FieldError) bool {
		return strings.HasPrefix(p.Field, "rule") && !strings.Contains(p.Field, ".think")
	})
	cfg, err := trialConfig(s)
	if err != nil || len(problems) > 0 {
		return control.TriedThink{Mode: s.Think.Mode, Pieces: []control.Piece{}, Problems: problems}, nil
	}
	return try.Think(cfg, in)
}

// trialConfig is what of the settings a trial needs: no account and no secret.
func trialConfig(s settings.Settings) (proxy.Config, error) {
	return snapshot(settings.Settings{Aliases: s.Aliases, Think: s.Think, Rules: s.Rules}, nil)
}

// ruleProblems are the mistakes in rules and thought tags.
func ruleProblems(s settings.Settings) []control.FieldError {
	errs, _ := s.Validate()
	return slices.DeleteFunc(fieldErrors(errs), func(p control.FieldError) bool {
		return !strings.HasPrefix(p.Field, "rule") && !strings.HasPrefix(p.Field, "think")
	})
}

// modelNames are the models that are known by now; none while no Keyport runs.
func (d *desk) modelNames() []string {
	var names []string
	if d.known != nil {
		for _, m := range d.known() {
			names = append(names, m.ID)
		}
	}
	return names
}
