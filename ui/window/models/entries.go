package models

import (
	"slices"
	"strings"

	"keyport/app/control"
)

// isPattern tells a pattern for several models from the name of one.
func isPattern(name string) bool { return strings.ContainsAny(name, "*?") }

// says reports whether an entry says anything.
func says(e control.ModelEntry) bool {
	return e.Context != nil || e.Tools != nil || e.Vision != nil || e.Hidden != nil
}

// entryOf gives what the person says of exactly this model.
func entryOf(all []control.ModelEntry, name string) control.ModelEntry {
	if i := slices.IndexFunc(all, func(e control.ModelEntry) bool { return e.Name == name }); i >= 0 {
		return all[i]
	}
	return control.ModelEntry{Name: name}
}

// withEntry changes what is said of exactly this model. The later entry wins, so
// a new one comes last; one that says nothing is none.
func withEntry(all []control.ModelEntry, name string, change func(*control.ModelEntry)) []control.ModelEntry {
	next := []control.ModelEntry{}
	found := false
	for _, e := range all {
		if e.Name == name && !found {
			found = true
			if change(&e); !says(e) {
				continue
			}
		}
		next = append(next, e)
	}
	if e := (control.ModelEntry{Name: name}); !found {
		if change(&e); says(e) {
			next = append(next, e)
		}
	}
	return next
}

// show changes whether a model stands in the lists of apps. What is so without an
// entry needs none.
func show(all []control.ModelEntry, m control.Model, shown bool) []control.ModelEntry {
	byItself := m.Chat && !matchesHidden(all, m.ID)
	return withEntry(all, m.ID, func(e *control.ModelEntry) {
		hidden := !shown
		if e.Hidden = &hidden; shown == byItself {
			e.Hidden = nil
		}
	})
}

// matchesHidden reports whether a pattern hides a model; the last one that says
// something counts.
func matchesHidden(all []control.ModelEntry, name string) (hidden bool) {
	for _, e := range all {
		if isPattern(e.Name) && e.Hidden != nil && control.ModelMatches([]string{e.Name}, name) {
			hidden = *e.Hidden
		}
	}
	return hidden
}

// hiddenPatterns are the patterns whose models are hidden.
func hiddenPatterns(all []control.ModelEntry) []string {
	var patterns []string
	for _, e := range all {
		if isPattern(e.Name) && e.Hidden != nil && *e.Hidden {
			patterns = append(patterns, e.Name)
		}
	}
	return patterns
}

// withHidden makes these the patterns whose models are hidden. New ones stand
// before the entries of single models, which are to win.
func withHidden(all []control.ModelEntry, patterns []string) []control.ModelEntry {
	next := []control.ModelEntry{}
	have := map[string]bool{}
	for _, e := range all {
		if isPattern(e.Name) && e.Hidden != nil && *e.Hidden {
			if !slices.Contains(patterns, e.Name) {
				e.Hidden = nil
			}
			have[e.Name] = true
		}
		if says(e) {
			next = append(next, e)
		}
	}
	at := slices.IndexFunc(next, func(e control.ModelEntry) bool { return !isPattern(e.Name) })
	if at < 0 {
		at = len(next)
	}
	for _, p := range patterns {
		if !have[p] {
			hidden := true
			next = slices.Insert(next, at, control.ModelEntry{Name: p, Hidden: &hidden})
			have[p] = true
			at++
		}
	}
	return next
}
