package chat

import "keyport/proxy/jsonedit"

// read splits the list. It gives false for messages that chat completions do
// not have, and for calls that are no objects: nothing can be said about them.
func (h *history) read(raw jsonedit.Raw) bool {
	var m jsonedit.Object // one for all: a long history must not cost an Object a message
	return jsonedit.EachObject(raw, &m, func(element jsonedit.Raw) bool {
		return jsonedit.Kind(element) == '{' && h.readTurn(&m, element)
	})
}

func (h *history) readTurn(m *jsonedit.Object, raw jsonedit.Raw) bool {
	t := turn{raw: raw, role: roleOf(m), answers: -1, first: len(h.calls)}
	calls, hasCalls := m.Get("tool_calls")
	switch {
	case !hasCalls:
	case t.role == assistant && jsonedit.Kind(calls) == '[':
		if !h.readCalls(&t, calls) {
			return false
		}
		if t.first == len(h.calls) {
			t.fixes |= dropsCalls // OpenAI: "[] is too short"
		}
	case jsonedit.IsNull(calls):
		t.fixes |= dropsCalls // Mistral refuses it on user messages, OpenAI everywhere
	case t.role == assistant:
		return false
	}
	t.last = len(h.calls)
	if t.role == tool {
		t.id, _ = stringMember(m, "tool_call_id")
		if m.Count("tool_name") > 0 {
			t.fixes |= dropsToolName
		}
	}
	if content, ok := m.Get("content"); (!ok || jsonedit.IsNull(content)) && t.role != other && t.last == t.first && !speaksOtherwise(m) {
		t.fixes |= needsContent
	}
	h.strange = h.strange || needsStripping(m, t.role, h.Strict)
	h.turns = append(h.turns, t)
	return true
}

// speaksOtherwise reports whether a message without content has something else to say.
func speaksOtherwise(m *jsonedit.Object) bool {
	for _, key := range [...]string{"function_call", "refusal", "audio"} {
		if raw, ok := m.Get(key); ok && !jsonedit.IsNull(raw) {
			return true
		}
	}
	return false
}

func (h *history) readCalls(t *turn, raw jsonedit.Raw) bool {
	for _, call := range jsonedit.Elements(raw) {
		if jsonedit.Kind(call) != '{' {
			return false
		}
		id, _ := pathString(call, "id")
		h.calls = append(h.calls, historyCall{given: id, turn: len(h.turns), result: -1, chain: -1})
		if _, ok := pathString(call, "type"); !ok {
			t.fixes |= needsCallParts
		}
		function, ok := jsonedit.Path(call, "function")
		if !ok || jsonedit.Kind(function) != '{' {
			continue // a custom tool's call, or nothing that a repair could guess
		}
		if arguments, ok := jsonedit.Path(function, "arguments"); !ok || jsonedit.Kind(arguments) != '"' {
			t.fixes |= needsCallParts
		}
	}
	return true
}

func roleOf(m *jsonedit.Object) role {
	raw, ok := m.Get("role")
	if !ok {
		return other
	}
	name, _ := jsonedit.String(raw)
	switch name {
	case "system", "developer":
		return system
	case "user":
		return user
	case "assistant":
		return assistant
	case "tool":
		return tool
	}
	return other
}

// toolName is the name that a result gives of its tool; "" where it gives none.
func toolName(raw jsonedit.Raw) string {
	if name, ok := pathString(raw, "tool_name"); ok && name != "" {
		return name
	}
	name, _ := pathString(raw, "name")
	return name
}

// callNames gives the names of an assistant message's tools, in the order of its calls.
func callNames(raw jsonedit.Raw) []string {
	calls, _ := jsonedit.Path(raw, "tool_calls")
	var names []string
	for _, call := range jsonedit.Elements(calls) {
		name, _ := pathString(call, "function", "name")
		names = append(names, name)
	}
	return names
}
