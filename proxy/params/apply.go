package params

import (
	"bytes"

	"keyport/proxy/jsonedit"
)

// API is the call that a body is for. It decides how the output limit is
// called, and where the text of the person stands.
type API int

// The calls whose parameters can be changed.
const (
	Chat        API = iota // POST chat/completions
	Completions            // POST completions
	Responses              // POST responses
	Messages               // POST messages
)

// Change is one edit that was made.
type Change struct {
	Name string // the member's name as it goes upstream
	What string // forced, defaulted, removed, appended
	Rule int    // the Number of the rule
	// Old and New are the values before and after, nil where there was none and
	// for text that was appended. They lie in the body or in the rule, and are not to be
	// logged: an app's parameters may hold a prompt.
	Old, New jsonedit.Raw
}

// What can happen to a member.
const (
	Forced    = "forced"
	Defaulted = "defaulted"
	Removed   = "removed"
	Appended  = "appended"
)

// maxValueDepth bounds the nesting of a rule's own value.
const maxValueDepth = 200

// Apply edits the top level of a request body that jsonedit.Check accepted, and
// appends what it changed to dst; nothing when the body was already as the rules
// want it. Rules apply in order, each to what the one before it left: a later force
// wins, and a member that an earlier rule set counts as set.
//
// stream, model, messages and input are never touched (but for Append), and a
// value that is no JSON is skipped; the settings refuse both before.
func Apply(dst []Change, obj *jsonedit.Object, api API, rules []Rule) []Change {
	e := editor{obj: obj, api: api, changes: dst}
	for i := range rules {
		r := &rules[i]
		if !r.ready {
			ready := r.Ready()
			r = &ready
		}
		e.rule = r.Number
		for _, p := range r.Force {
			e.force(p.Name, jsonedit.Raw(p.Value), r)
		}
		for _, p := range r.Default {
			e.setDefault(p.Name, jsonedit.Raw(p.Value))
		}
		for _, name := range r.Remove {
			e.remove(name, r)
		}
		if r.Append != "" {
			e.append(r.Append)
		}
	}
	return e.changes
}

// Protected reports whether a rule may not touch the member: an injected stream
// switches the reply's format under the client, and a changed model would leave
// the rules, the route and the history with another name.
func Protected(name string) bool {
	switch name {
	case "stream", "model", "messages", "input":
		return true
	}
	return false
}

type editor struct {
	obj     *jsonedit.Object
	api     API
	changes []Change
	rule    int // its number

	// ruleLimit is set while the output limit in the body was put there by a
	// rule: the client's spelling is kept, a rule's gives way to the next rule's.
	ruleLimit bool
}

func (e *editor) force(name string, value jsonedit.Raw, r *Rule) {
	if isLimit(name) {
		e.forceLimit(name, value, r)
		return
	}
	old, set := e.obj.Get(name)
	if e.put(name, value, old, set) {
		e.note(name, Forced, old, value)
	}
}

func (e *editor) setDefault(name string, value jsonedit.Raw) {
	if isLimit(name) {
		e.defaultLimit(name, value)
		return
	}
	if _, set := e.obj.Get(name); set {
		return // null too: the client said "none"
	}
	e.obj.Set(name, value)
	e.note(name, Defaulted, nil, value)
}

func (e *editor) remove(name string, r *Rule) {
	if Protected(name) {
		return
	}
	if isLimit(name) {
		e.removeLimit(name, r)
		return
	}
	e.take(name)
}

// put sets a member, which was old if it was set, and reports whether that changed the body.
func (e *editor) put(name string, value, old jsonedit.Raw, set bool) bool {
	if set && bytes.Equal(old, value) && e.obj.Count(name) == 1 {
		return false
	}
	e.obj.Set(name, value)
	return true
}

// take removes a member where there is one.
func (e *editor) take(name string) {
	if old, set := e.obj.Get(name); set {
		e.obj.Delete(name)
		e.note(name, Removed, old, nil)
	}
}

func (e *editor) note(name, what string, old, now jsonedit.Raw) {
	e.changes = append(e.changes, Change{Name: name, What: what, Rule: e.rule, Old: old, New: now})
}
