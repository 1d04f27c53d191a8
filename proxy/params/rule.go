// Package params changes the parameters of a request body. It edits the JSON
// text in place: unknown members, key order and number spelling stay as they
// were. It knows no HTTP and no upstream.
package params

import (
	"encoding/json"

	"keyport/proxy/jsonedit"
)

// Rule is what to change. Within one rule Force comes first, then Default, then Remove.
type Rule struct {
	Force   []Param
	Default []Param  // only where the app did not set the member
	Remove  []string // the member is gone, not null
	Append  string   // text added to the last user message
	Number  int      // where it stands among the person's rules, for Change; 0 is nowhere

	ready bool // see Ready
}

// Ready gives r without the parameters that Apply skips, so that it need not look
// for them with every request.
func (r Rule) Ready() Rule {
	r.Force, r.Default, r.ready = usable(r.Force), usable(r.Default), true
	return r
}

// usable gives what can be applied, with values without white space around them.
func usable(all []Param) (good []Param) {
	for _, p := range all {
		if Protected(p.Name) || jsonedit.Check(p.Value, maxValueDepth) != nil {
			continue
		}
		if value, ok := jsonedit.Path(jsonedit.Raw(p.Value)); ok {
			good = append(good, Param{p.Name, json.RawMessage(value)})
		}
	}
	return good
}

// Param is a parameter with its JSON value.
type Param struct {
	Name  string
	Value json.RawMessage
}
