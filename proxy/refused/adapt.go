package refused

import (
	"bytes"
	"slices"

	"keyport/proxy/jsonedit"
)

// protected are the members that no refusal takes out.
var protected = []string{"model", "messages", "stream", "input", "prompt", "tools", "functions", "system", "instructions", "contents"}

// protectedInside are the members of messages, and of the parts of their
// content, that carry what was said.
var protectedInside = []string{"role", "content", "tool_calls", "tool_call_id", "function_call", "type", "text", "image_url", "input_audio", "file", "id", "function", "custom", "tool_use_id", "input", "source"}

// kin are parameters that an upstream refuses together: it names one at a
// time, and a request is sent again only once.
var kin = [...][]string{
	{"temperature", "top_p", "n", "presence_penalty", "frequency_penalty"},
	{"logprobs", "top_logprobs", "logit_bias"},
}

// kinOf gives all that goes with a parameter, itself included.
func kinOf(name string) []string {
	for _, group := range kin {
		if slices.Contains(group, name) {
			return group
		}
	}
	return []string{name}
}

// limitNames are the two names of the output limit in chat completions, each
// with the other.
var limitNames = map[string]string{"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}

// editor applies remedies to one request and keeps the account.
type editor struct {
	obj *jsonedit.Object
	did []string
}

func (e *editor) apply(r remedy) {
	if !holds(e.obj, r.when) {
		return
	}
	switch r.act {
	case drop:
		e.drop(r)
	case rename:
		e.rename(r.name, limitNames[r.name])
	case degrade:
		e.degrade()
	case strip:
		e.strip(r.name)
	case calm:
		if raw, ok := e.obj.Get("reasoning_effort"); !ok || string(bytes.TrimSpace(raw)) != `"none"` {
			e.obj.Set("reasoning_effort", jsonedit.Raw(`"none"`))
			e.did = append(e.did, "reasoning_effort=none")
		}
	}
}

func (e *editor) drop(r remedy) {
	raw, ok := e.obj.Get(r.name)
	if !ok || slices.Contains(protected, r.name) || r.value != "" && string(bytes.TrimSpace(raw)) != r.value {
		return
	}
	e.obj.Delete(r.name)
	e.did = append(e.did, r.name)
}

// rename gives the output limit its other name. A request with both keeps the other.
func (e *editor) rename(old, new string) {
	if e.obj.Count(old) == 0 {
		return
	}
	if e.obj.Count(new) > 0 {
		e.obj.Delete(old)
		e.did = append(e.did, old)
		return
	}
	e.obj.Rename(old, new)
	e.did = append(e.did, old+"→"+new)
}

// strip takes a member out of messages, of the parts of their content and of
// their tool calls.
func (e *editor) strip(name string) {
	raw, ok := e.obj.Get("messages")
	if !ok || slices.Contains(protectedInside, name) {
		return
	}
	if out, changed := without(raw, name, true); changed {
		e.obj.Set("messages", out)
		e.did = append(e.did, "messages[]."+name)
	}
}

// without gives a list of objects without a member; inner also looks into
// their lists.
func without(list jsonedit.Raw, name string, inner bool) (out jsonedit.Raw, changed bool) {
	if jsonedit.Kind(list) != '[' {
		return list, false
	}
	elements, err := jsonedit.ParseArray(list)
	if err != nil {
		return list, false
	}
	for i, element := range elements {
		obj, err := jsonedit.ParseObject(element)
		if err != nil {
			continue
		}
		obj.Delete(name)
		for _, key := range [...]string{"content", "tool_calls"} {
			if raw, ok := obj.Get(key); ok && inner {
				if now, did := without(raw, name, false); did {
					obj.Set(key, now)
				}
			}
		}
		if obj.Changed() {
			elements[i], changed = obj.Bytes(), true
		}
	}
	if !changed {
		return list, false
	}
	return jsonedit.JoinArray(elements), true
}

// holds reports whether a request is of the kind that a condition names.
func holds(obj *jsonedit.Object, c condition) bool {
	switch c {
	case noTools, withTools:
		raw, ok := obj.Get("tools")
		some := ok && jsonedit.Kind(raw) == '[' && len(bytes.Trim(raw, "[] \t\r\n")) > 0
		return some == (c == withTools)
	case noStream:
		raw, _ := obj.Get("stream")
		streams, _ := jsonedit.Bool(raw)
		return !streams
	}
	return true
}
