package chat

import "keyport/proxy/jsonedit"

// write gives the repaired messages as an array; those that are good keep their bytes.
func (h *history) write() jsonedit.Raw {
	size := 2
	for _, p := range h.out {
		if size += 120 + len(p.text); p.turn >= 0 { // an id, and what stands around it
			size += len(h.turns[p.turn].raw)
		}
	}
	dst := append(make([]byte, 0, size), '[')
	for i, p := range h.out {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch {
		case p.turn >= 0 && h.edits(p.turn):
			dst = h.appendEdited(dst, p.turn)
		case p.turn >= 0:
			dst = append(dst, h.turns[p.turn].raw...)
		case p.call >= 0:
			dst = jsonedit.AppendString(append(dst, `{"role":"tool","tool_call_id":`...), h.calls[p.call].id)
			dst = jsonedit.AppendString(append(dst, `,"content":`...), p.text)
			dst = append(dst, '}')
		default:
			dst = jsonedit.AppendString(append(dst, `{"role":"assistant","content":`...), p.text)
			dst = append(dst, '}')
		}
	}
	return append(dst, ']')
}

// appendEdited writes one message anew.
func (h *history) appendEdited(dst []byte, i int) []byte {
	t := &h.turns[i]
	m := &h.message
	if m.Parse(t.raw) != nil {
		return append(dst, t.raw...)
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
	return m.Append(dst)
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
