package params

import (
	"slices"

	"keyport/proxy/jsonedit"
)

// The output limit has three names: max_tokens (Chat of old, Completions,
// Messages), max_completion_tokens (Chat; the o-series and gpt-5 refuse the old
// name), max_output_tokens (Responses). A body with two of them is refused by
// some upstreams and read either way by others, so a rule never adds a second.
var limitNames = [...]string{"max_tokens", "max_completion_tokens", "max_output_tokens"}

func isLimit(name string) bool { return slices.Contains(limitNames[:], name) }

// limitName is what a rule's name for the limit is called in this API.
func (e *editor) limitName(name string) string {
	switch e.api {
	case Responses:
		return "max_output_tokens"
	case Completions, Messages:
		return "max_tokens"
	}
	if name == "max_output_tokens" {
		return "max_completion_tokens"
	}
	return name
}

// limit gives the name of the first output limit in the body, and how many there are.
func (e *editor) limit() (first string, n int) {
	for _, name := range limitNames {
		if k := e.obj.Count(name); k > 0 {
			first, n = name, n+k
		}
	}
	if n > 1 { // rare; Keys allocates
		for key := range e.obj.Keys() {
			if isLimit(key) {
				return key, n
			}
		}
	}
	return first, n
}

// forceLimit lets one limit go out, under the client's name with the rule's
// value. The rule's own name wins over a client's that the same rule removes:
// max_completion_tokens forced and max_tokens removed is how a person writes
// down what a newer model wants, and must not leave the request without a limit.
func (e *editor) forceLimit(name string, value jsonedit.Raw, r *Rule) {
	own := e.limitName(name)
	first, n := e.limit()
	if n == 0 {
		e.addLimit(own, value, Forced)
		return
	}
	old, _ := e.obj.Get(first)
	if !e.ruleLimit && (first == name || !slices.Contains(r.Remove, first)) {
		own = first
	}
	if n > 1 {
		for _, other := range limitNames {
			if other != first {
				e.obj.Delete(other)
			}
		}
	}
	if own != first {
		e.obj.Rename(first, own)
		e.ruleLimit = true
	}
	now, set := e.obj.Get(own)
	if e.put(own, value, now, set) || own != first || n > 1 {
		e.note(own, Forced, old, value)
	}
}

// defaultLimit counts every kin of the client's as set.
func (e *editor) defaultLimit(name string, value jsonedit.Raw) {
	if _, n := e.limit(); n == 0 {
		e.addLimit(e.limitName(name), value, Defaulted)
	}
}

func (e *editor) addLimit(name string, value jsonedit.Raw, what string) {
	e.obj.Set(name, value)
	e.ruleLimit = true
	e.note(name, what, nil, value)
}

// removeLimit takes out exactly the named member, and on Responses and Messages,
// where only one name has a meaning, that one. What the same rule forces under
// another name stays; see forceLimit.
func (e *editor) removeLimit(name string, r *Rule) {
	if forcesOther(r, name) {
		return
	}
	e.take(name)
	if e.api == Responses || e.api == Messages {
		e.take(e.limitName(name))
	}
	if _, n := e.limit(); n == 0 {
		e.ruleLimit = false
	}
}

// forcesOther reports whether the rule forces the limit, but not by this name.
func forcesOther(r *Rule, name string) bool {
	other := false
	for _, p := range r.Force {
		if p.Name == name {
			return false
		}
		other = other || isLimit(p.Name)
	}
	return other
}
