package chat

import "keyport/proxy/jsonedit"

// read splits the list. It gives false for messages that chat completions do
// not have, and for calls that are no objects: nothing can be said about them.
func (h *history) read(raw jsonedit.Raw) bool {
	return jsonedit.EachObject(raw, &h.message, func(element jsonedit.Raw) bool {
		return jsonedit.Kind(element) == '{' && h.readTurn(&h.message, element)
	})
}

func (h *history) readTurn(m *jsonedit.Object, raw jsonedit.Raw) bool {
	name, _ := m.Get("role")
	t := turn{raw: raw, role: roleOf(name), answers: -1, first: len(h.calls)}
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
		if t.name = textMember(m, "tool_name"); t.name == nil {
			t.name = textMember(m, "name")
		}
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
	return jsonedit.EachObject(raw, &h.call, func(element jsonedit.Raw) bool {
		if jsonedit.Kind(element) != '{' {
			return false
		}
		id, _ := stringMember(&h.call, "id")
		call := historyCall{given: id, turn: len(h.turns), result: -1, chain: -1}
		if _, ok := stringMember(&h.call, "type"); !ok {
			t.fixes |= needsCallParts
		}
		function, _ := h.call.Get("function")
		if jsonedit.Kind(function) == '{' && h.function.Parse(function) == nil { // else a custom tool's call, or nothing that a repair could guess
			call.name = textMember(&h.function, "name")
			if arguments, _ := h.function.Get("arguments"); jsonedit.Kind(arguments) != '"' {
				t.fixes |= needsCallParts
			}
		}
		h.calls = append(h.calls, call)
		return true
	})
}

// textMember gives a member that is a text of some length, as it is spelled, or nil.
func textMember(obj *jsonedit.Object, key string) jsonedit.Raw {
	raw, _ := obj.Get(key)
	if jsonedit.Kind(raw) != '"' || len(raw) == len(`""`) {
		return nil
	}
	return raw
}

// roleOf reads a role without a string of its own for each message.
func roleOf(raw jsonedit.Raw) role {
	var room [64]byte // of which even "assistant" written in escapes takes 56
	if len(raw) > len(room) || jsonedit.Kind(raw) != '"' {
		return other
	}
	name, _ := jsonedit.AppendDecoded(room[:0], raw)
	switch string(name) {
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
