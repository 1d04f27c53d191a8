package windowtest

import (
	"context"
	"slices"

	"keyport/app/control"
)

// fakeModels is the part of the models, and of the trials of rules and thoughts.
type fakeModels struct {
	Catalogue []control.Model
	Lists     []control.ModelList
	Asked     int // how often the models were asked for

	RuleTries  []control.TryRules // every trial, the last one at the end
	RulesTried control.TriedRules // what TryRules answers
	ThinkTries []control.TryThink
	ThinkTried control.TriedThink
}

// Models is part of control.API.
func (f *Fake) Models(context.Context) ([]control.Model, error) {
	f.Lock()
	defer f.Unlock()
	f.Asked++
	return slices.Clone(f.Catalogue), f.Fail["Models"]
}

// ModelLists is part of control.API.
func (f *Fake) ModelLists(context.Context) ([]control.ModelList, error) {
	f.Lock()
	defer f.Unlock()
	return slices.Clone(f.Lists), f.Fail["ModelLists"]
}

// RefreshModels is part of control.API.
func (f *Fake) RefreshModels(context.Context) ([]control.ModelList, error) {
	f.Lock()
	defer f.Unlock()
	return slices.Clone(f.Lists), f.Enter("RefreshModels", "RefreshModels")
}

// TryRules is part of control.API.
func (f *Fake) TryRules(_ context.Context, try control.TryRules) (control.TriedRules, error) {
	f.Lock()
	defer f.Unlock()
	f.RuleTries = append(f.RuleTries, try)
	return f.RulesTried, f.Fail["TryRules"]
}

// TryThink is part of control.API.
func (f *Fake) TryThink(_ context.Context, try control.TryThink) (control.TriedThink, error) {
	f.Lock()
	defer f.Unlock()
	f.ThinkTries = append(f.ThinkTries, try)
	return f.ThinkTried, f.Fail["TryThink"]
}
