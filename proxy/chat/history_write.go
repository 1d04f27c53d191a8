package chat

import "keyport/proxy/jsonedit"

// write gives the repaired messages; those that are good keep their bytes.
func (h *history) write() []jsonedit.Raw {
	messages := make([]jsonedit.Raw, 0, len(h.out))
	for _, p := range h.out {
		switch {
		case p.turn >= 0 && h.edits(p.turn):
			messages = append(messages, h.edited(p.turn))
		case p.turn >= 0:
			messages = append(messages, h.turns[p.turn].raw)
		case p.call >= 0:
			m := append([]byte(`{"role":"tool","tool_call_id":`), jsonedit.Quote(h.calls[p.call].id)...)
			m = append(append(m, `,"content":`...), jsonedit.Quote(p.text)...)
			messages = append(messages, append(m, '}'))
		default:
			messages = append(messages, append(append([]byte(`{"role":"assistant","content":`), jsonedit.Quote(p.text)...), '}'))
		}
	}
	return messages
}

// edited writes one message anew.
func (h *history) edited(i int) jsonedit.Raw {
	t := &h.turns[i]
	m, err := jsonedit.ParseObject(t.raw)
	if err != nil {
		return t.raw
	}
	if t.fixes&dropsCalls != 0 {
		m.Delete("tool_calls")
	}
	if t.fixes&needsContent != 0 {
		m.Set("content", jsonedit.Raw(`""`))
	}
	switch {
	case t.role == tool && t.answers < 0: // it answers nothing: the text must not be lost
		m.Set("role", jsonedit.Raw(`"user"`))
		m.Delete("tool_call_id")
		m.Delete("tool_name")
		m.Delete("name") // on a user message it would be the person's
	case t.role == tool:
		m.Delete("tool_name")
		if id := h.calls[t.answers].id; id != t.id {
			m.Set("tool_call_id", jsonedit.Quote(id))
		}
	case t.last > t.first:
		if _, ok := m.Get("content"); !ok {
			m.Set("content", jsonedit.Raw("null")) // strict schemas want the key
		}
		h.editCalls(t, m)
	}
	return m.Bytes()
}

func (h *history) editCalls(t *turn, m *jsonedit.Object) {
	raw, _ := m.Get("tool_calls")
	calls, err := jsonedit.ParseArray(raw)
	if err != nil || len(calls) != t.last-t.first {
		return
	}
	for k := range calls {
		call, err := jsonedit.ParseObject(calls[k])
		if err != nil {
			return
		}
		if c := &h.calls[t.first+k]; c.id != c.given {
			call.Set("id", jsonedit.Quote(c.id))
		}
		if _, ok := stringMember(call, "type"); !ok {
			call.Set("type", jsonedit.Raw(`"function"`))
		}
		editArguments(call)
		calls[k] = call.Bytes()
	}
	m.Set("tool_calls", jsonedit.JoinArray(calls))
}

// editArguments turns Ollama's arguments, an object, into the text of that object.
func editArguments(call *jsonedit.Object) {
	raw, ok := call.Get("function")
	if !ok || jsonedit.Kind(raw) != '{' {
		return
	}
	function, err := jsonedit.ParseObject(raw)
	if err != nil {
		return
	}
	arguments, ok := function.Get("arguments")
	switch {
	case !ok || jsonedit.IsNull(arguments):
		function.Set("arguments", jsonedit.Raw(`"{}"`))
	case jsonedit.Kind(arguments) != '"':
		function.Set("arguments", jsonedit.Quote(string(arguments)))
	}
	if function.Changed() {
		call.Set("function", function.Bytes())
	}
}
