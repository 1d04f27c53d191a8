package responses

import (
	"encoding/json"
	"strconv"

	"keyport/proxy/jsonedit"
)

// call is a tool call of the answer.
type call struct {
	index     int64  // the upstream's
	given     string // the upstream's id
	id        string // what the client gets
	name      string // the upstream's name of the tool
	tool      tool
	arguments []byte
	item      *item // nil until the name is known
}

// fragment takes a piece of a call. Pieces of several calls may alternate; they
// are told apart by their index. Without one the position in the list counts.
func (e *Encoder) fragment(dst []byte, raw jsonedit.Raw, position int64) []byte {
	if given, ok := jsonedit.Path(raw, "index"); ok {
		if n, ok := jsonedit.Int(given); ok {
			position = n
		}
	}
	id, name := pathText(raw, "id"), pathText(raw, "function", "name")
	arguments := fragmentArguments(raw)
	if e.size += len(arguments) + len(name); e.size > maxAnswer || len(e.calls) > maxCalls {
		return e.tooLong(dst)
	}
	c := e.callOf(position, id, name)
	if c.name == "" {
		c.name = name
	}
	c.arguments = append(c.arguments, arguments...)
	switch {
	case c.item != nil:
		e.last = c.item
		return e.argumentsDelta(dst, c, arguments)
	case c.name != "":
		return e.openCall(dst, c)
	}
	return dst
}

// maxCalls bounds the calls of one answer.
const maxCalls = 1024

// fragmentArguments gives the text of the arguments, also of those that come as
// an object instead of a text.
func fragmentArguments(raw jsonedit.Raw) string {
	v, ok := jsonedit.Path(raw, "function", "arguments")
	if !ok {
		return ""
	}
	if jsonedit.Kind(v) == '{' {
		return string(compact(v))
	}
	s, _ := jsonedit.String(v)
	return s
}

// callOf finds the call that a fragment belongs to. Another id together with a
// name under the same index is another call (Gemini numbers all calls 0).
func (e *Encoder) callOf(index int64, id, name string) *call {
	for i := len(e.calls) - 1; i >= 0; i-- {
		c := e.calls[i]
		if c.index != index {
			continue
		}
		if id != "" && name != "" && c.name != "" && id != c.given {
			break
		}
		return c
	}
	c := &call{index: index, given: id, id: id}
	if id == "" || e.taken(id) {
		c.id = "call_" + e.salt + "_" + strconv.Itoa(len(e.calls))
	}
	e.calls = append(e.calls, c)
	return c
}

func (e *Encoder) taken(id string) bool {
	for _, c := range e.calls {
		if c.id == id {
			return true
		}
	}
	return false
}

// openCall adds the call to the output, with what came of its arguments. What was
// being said ends there.
func (e *Encoder) openCall(dst []byte, c *call) []byte {
	dst = e.hush(dst)
	if t := e.r.tools.called(c.name); t != nil {
		c.tool = *t
	} else {
		c.tool = tool{name: c.name} // not one that was offered: the client says so to the model
	}
	types := [...]struct{ typ, prefix string }{
		function:   {"function_call", "fc"},
		custom:     {"custom_tool_call", "ctc"},
		localShell: {"local_shell_call", "lsh"},
		toolSearch: {"tool_search_call", "tsc"},
	}
	dst, c.item = e.add(dst, types[c.tool.kind].typ, types[c.tool.kind].prefix, c)
	e.last = c.item
	return e.argumentsDelta(dst, c, string(c.arguments))
}

func (e *Encoder) argumentsDelta(dst []byte, c *call, delta string) []byte {
	if delta == "" || c.tool.kind != function {
		return dst
	}
	dst = e.itemEvent(dst, "response.function_call_arguments.delta", c.item)
	return endEvent(jsonedit.AppendString(append(dst, `,"delta":`...), delta))
}

// closeCall writes the last events of a call.
func (e *Encoder) closeCall(dst []byte, it *item) []byte {
	c := it.call
	switch c.tool.kind {
	case function:
		if len(c.arguments) == 0 && !it.cut { // clients parse it
			c.arguments = []byte("{}")
			dst = e.argumentsDelta(dst, c, "{}")
		}
		dst = e.itemEvent(dst, "response.function_call_arguments.done", it)
		dst = jsonedit.AppendString(append(dst, `,"name":`...), c.tool.name)
		dst = endEvent(appendText(append(dst, `,"arguments":`...), c.arguments))
	case custom: // the text stands inside JSON, so it is told when it is complete
		input := c.input()
		if input != "" {
			dst = e.itemEvent(dst, "response.custom_tool_call_input.delta", it)
			dst = endEvent(jsonedit.AppendString(append(dst, `,"delta":`...), input))
		}
		dst = e.itemEvent(dst, "response.custom_tool_call_input.done", it)
		dst = endEvent(jsonedit.AppendString(append(dst, `,"input":`...), input))
	}
	return e.closed(dst, it)
}

// input is the free text of a custom tool's call. Models that do not keep to the
// schema name the member otherwise, or send the bare text.
func (c *call) input() string {
	obj, err := jsonedit.ParseObject(c.arguments)
	if err != nil || !json.Valid(c.arguments) {
		return string(c.arguments)
	}
	if raw, ok := obj.Get("input"); ok {
		if s, ok := jsonedit.String(raw); ok {
			return s
		}
	}
	if obj.Len() == 1 {
		for _, raw := range obj.All() {
			if s, ok := jsonedit.String(raw); ok {
				return s
			}
		}
	}
	return string(c.arguments)
}

// appendJSON writes the members of the call's item; its arguments are empty
// while it is open.
func (c *call) appendJSON(dst []byte, open bool) []byte {
	dst = jsonedit.AppendString(append(dst, `,"call_id":`...), c.id)
	switch c.tool.kind {
	case localShell:
		return c.appendAction(append(dst, `,"action":`...), open)
	case toolSearch:
		arguments := jsonedit.Raw("{}")
		if !open && jsonedit.Kind(c.arguments) == '{' && json.Valid(c.arguments) {
			arguments = compact(c.arguments)
		}
		return append(append(dst, `,"execution":"client","arguments":`...), arguments...)
	}
	dst = jsonedit.AppendString(append(dst, `,"name":`...), c.tool.name)
	if c.tool.namespace != "" {
		dst = jsonedit.AppendString(append(dst, `,"namespace":`...), c.tool.namespace)
	}
	text := ""
	if c.tool.kind == custom {
		if !open {
			text = c.input()
		}
		return jsonedit.AppendString(append(dst, `,"input":`...), text)
	}
	if !open {
		text = string(c.arguments)
	}
	return jsonedit.AppendString(append(dst, `,"arguments":`...), text)
}
