package window

import (
	"regexp"
	"strconv"

	"keyport/app/control"
)

// Two pages edit the same list of rules: Thinking what rules say of thoughts,
// Parameters the rest. Each shows the rules that concern it and must put its
// changes back without moving or losing what the other one shows.

// ruleDraft is a rule as a page's card has it.
type ruleDraft struct {
	base  int                             // which of the page's saved rules it was, -1 for a new one
	apply func(control.Rule) control.Rule // writes the card into a rule
}

// ruleView says which rules a page shows, and what is left of one that the page
// deletes; keep is false when nothing is.
type ruleView struct {
	shows func(control.Rule) bool
	strip func(control.Rule) (rest control.Rule, keep bool)
}

var thinkRules = ruleView{
	shows: func(r control.Rule) bool { return r.Think != nil },
	strip: func(r control.Rule) (control.Rule, bool) {
		r.Think = nil
		return r, hasParams(r)
	},
}

var paramRules = ruleView{
	shows: func(r control.Rule) bool { return r.Think == nil || hasParams(r) },
	strip: func(r control.Rule) (control.Rule, bool) {
		r.Force, r.Default, r.Remove, r.Append = nil, nil, nil, ""
		return r, r.Think != nil
	},
}

func hasParams(r control.Rule) bool {
	return len(r.Force)+len(r.Default)+len(r.Remove) > 0 || r.Append != ""
}

// pick gives the rules that the page shows.
func (v ruleView) pick(all []control.Rule) []control.Rule {
	var shown []control.Rule
	for _, r := range all {
		if v.shows(r) {
			shown = append(shown, r)
		}
	}
	return shown
}

// places tells where the rules that the page shows stand in all.
func (v ruleView) places(all []control.Rule) []int {
	var places []int
	for i, r := range all {
		if v.shows(r) {
			places = append(places, i)
		}
	}
	return places
}

// merge puts the drafts back into all: in the places of the rules that the page
// shows, in the drafts' order, new ones at the end. places tells where each
// draft ended up, for the fields of an error.
func (v ruleView) merge(all []control.Rule, drafts []ruleDraft) (merged []control.Rule, places []int) {
	shown, alive := v.pick(all), map[int]bool{}
	for _, d := range drafts {
		alive[d.base] = true
	}
	put := func(d ruleDraft) {
		var r control.Rule
		if d.base >= 0 && d.base < len(shown) {
			r = shown[d.base]
		}
		places = append(places, len(merged))
		merged = append(merged, d.apply(r))
	}
	slot, next := 0, 0
	for _, r := range all {
		if !v.shows(r) {
			merged = append(merged, r)
			continue
		}
		if alive[slot] {
			put(drafts[next])
			next++
		} else if rest, keep := v.strip(r); keep {
			merged = append(merged, rest)
		}
		slot++
	}
	for ; next < len(drafts); next++ {
		put(drafts[next])
	}
	return merged, places
}

var ruleField = regexp.MustCompile(`^rule\[(\d+)\]\.?(.*)$`)

// ruleOfField reads "rule[2].force.temperature" as the draft at that place and "force.temperature".
func ruleOfField(name string, places []int) (draft int, rest string, ok bool) {
	m := ruleField.FindStringSubmatch(name)
	if m == nil {
		return 0, "", false
	}
	index, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, "", false
	}
	for i, at := range places {
		if at == index {
			return i, m[2], true
		}
	}
	return 0, "", false
}
