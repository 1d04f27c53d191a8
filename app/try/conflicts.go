package try

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/proxy/glob"
)

// Conflicts tells of parameters that two rules are about for the same models, so
// that one of the rules does nothing there. Each is said beside the rule that
// loses. known are the names of the models there are; beside them names that
// stand in the rules themselves count, since not every model is listed.
func Conflicts(rules []settings.Rule, known []string) []control.Warning {
	var all []control.Warning
	if len(rules) > control.MaxTryRules {
		return nil
	}
	reach := reaches(rules, known)
	for i := range rules {
		for name, first := range effects(rules[i]) {
			for j := i + 1; j < len(rules); j++ {
				second, both := effects(rules[j])[name]
				if !both {
					continue
				}
				shared, whole := overlap(reach[i], reach[j])
				switch {
				case !shared, first.does == byRemoval && second.does == byDefault: // the app's own goes, another comes: on purpose
				case second.does == byDefault: // it is set already when that rule's turn comes
					_, whole = overlap(reach[j], reach[i])
					all = append(all, warning(j, i, second.name, "sets", whole))
				case second.does == byRemoval:
					all = append(all, warning(i, j, first.name, "removes", whole))
				default:
					all = append(all, warning(i, j, first.name, "sets", whole))
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b control.Warning) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Parameter, b.Parameter), cmp.Compare(a.Sentence, b.Sentence))
	})
	return slices.CompactFunc(all, func(a, b control.Warning) bool { return a.Rule == b.Rule && a.Parameter == b.Parameter })
}

func warning(loser, winner int, name, does string, whole bool) control.Warning {
	w := control.Warning{Rule: loser + 1, Parameter: name}
	pairs := []any{"number", winner + 1, "name", name}
	if whole {
		w.Sentence = assets.T("try.conflict."+does, pairs...)
	} else {
		w.Sentence = assets.T("try.conflict.some."+does, pairs...)
	}
	return w
}

// How a rule is about a parameter.
const (
	byForce = iota + 1
	byDefault
	byRemoval
)

// effect is what a rule does to a parameter, and what it calls it.
type effect struct {
	does int
	name string
}

// effects gives what a rule is about. The names of the output limit are one
// parameter: what the rule sets under one of them stays when it removes another.
func effects(r settings.Rule) map[string]effect {
	e := map[string]effect{}
	for name := range r.Default {
		e[kin(name)] = effect{byDefault, name}
	}
	for name := range r.Force {
		e[kin(name)] = effect{byForce, name}
	}
	for _, name := range r.Remove {
		if set, ok := e[kin(name)]; !ok || set.name == name {
			e[kin(name)] = effect{byRemoval, name}
		}
	}
	return e
}

// reaches gives for every rule the models it is for.
func reaches(rules []settings.Rule, known []string) []map[string]bool {
	names := map[string]bool{}
	for _, name := range known {
		names[name] = true
	}
	for _, r := range rules {
		for _, pattern := range r.Models {
			// A pattern stands for itself too: two rules for qwen3* share models
			// although none may be listed.
			names[strings.TrimPrefix(pattern, "!")] = true
		}
	}
	sorted := slices.Sorted(maps.Keys(names))
	reach := make([]map[string]bool, len(rules))
	for i, r := range rules {
		reach[i] = map[string]bool{}
		for _, name := range sorted {
			if glob.Match(r.Models, name) {
				reach[i][name] = true
			}
		}
	}
	return reach
}

// overlap says whether two rules share a model, and whether the second is for every model of the first.
func overlap(first, second map[string]bool) (shared, whole bool) {
	whole = true
	for name := range first {
		if second[name] {
			shared = true
		} else {
			whole = false
		}
	}
	return shared, whole
}
