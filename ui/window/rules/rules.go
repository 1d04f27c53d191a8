package rules

import (
	"regexp"
	"strconv"

	"keyport/app/control"
)

// Draft is a rule as a page's card has it.
type Draft struct {
	Base  int                             // which of the page's saved rules it was, -1 for a new one
	Apply func(control.Rule) control.Rule // writes the card into a rule
}

// View says which rules a page shows, and what is left of one that the page
// deletes; keep is false when nothing is.
type View struct {
	shows func(control.Rule) bool
	strip func(control.Rule) (rest control.Rule, keep bool)
}

// Thinking is the view of the Thinking page.
var Thinking = View{
	shows: func(r control.Rule) bool { return r.Think != nil },
	strip: func(r control.Rule) (control.Rule, bool) {
		r.Think = nil
		return r, hasParams(r)
	},
}

// Parameters is the view of the rules on the Models page.
var Parameters = View{
	shows: func(r control.Rule) bool { return r.Think == nil || hasParams(r) },
	strip: func(r control.Rule) (control.Rule, bool) {
		r.Force, r.Default, r.Remove, r.Append = nil, nil, nil, ""
		return r, r.Think != nil
	},
}

func hasParams(r control.Rule) bool {
	return len(r.Force)+len(r.Default)+len(r.Remove) > 0 || r.Append != ""
}

// Pick gives the rules that the page shows.
func (v View) Pick(all []control.Rule) []control.Rule {
	var shown []control.Rule
	for _, r := range all {
		if v.shows(r) {
			shown = append(shown, r)
		}
	}
	return shown
}

// Places tells where the rules that the page shows stand in all.
func (v View) Places(all []control.Rule) []int {
	var places []int
	for i, r := range all {
		if v.shows(r) {
			places = append(places, i)
		}
	}
	return places
}

// Merge puts the drafts back into all: in the places of the rules that the page
// shows, in the drafts' order, new ones at the end. places tells where each
// draft ended up, for the fields of an error.
func (v View) Merge(all []control.Rule, drafts []Draft) (merged []control.Rule, places []int) {
	shown, alive := v.Pick(all), map[int]bool{}
	for _, d := range drafts {
		alive[d.Base] = true
	}
	put := func(d Draft) {
		var r control.Rule
		if d.Base >= 0 && d.Base < len(shown) {
			r = shown[d.Base]
		}
		places = append(places, len(merged))
		merged = append(merged, d.Apply(r))
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

// OfField reads "rule[2].force.temperature" as the draft at that place and "force.temperature".
func OfField(name string, places []int) (draft int, rest string, ok bool) {
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
