package ollama

import (
	"bytes"
	"strconv"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// message is one message of a history.
type message struct {
	role       string
	content    text
	thinking   text
	images     []jsonedit.Raw
	calls      []toolCall
	toolCallID text
	toolName   text
	name       text // some write a tool's name here, as OpenAI once had it

	media []medium // what images hold
}

type toolCall struct {
	id        string
	name      text
	arguments jsonedit.Raw

	quoted text // the arguments as the text of JSON
}

var (
	messageNames  = []string{"role", "content", "thinking", "images", "tool_calls", "tool_call_id", "tool_name", "name"}
	callNames     = []string{"id", "function"}
	functionNames = []string{"name", "arguments"}
)

// readMessages reads a history; same says that writeMessages would write it as it
// came: there is nothing to change in it, and it is not longer than it need be.
func readMessages(value jsonedit.Raw) (messages []message, same bool, e *dialect.Error) {
	if isNull(value) {
		return nil, false, nil
	}
	same = true
	length := len("[") // of what writeMessages would write: no white space, no escape in a role
	e = readEach("messages", value, func(o *jsonedit.Object) *dialect.Error {
		messages = append(messages, message{})
		m := &messages[len(messages)-1]
		e := readMembers(o, messageNames, m.read)
		same = same && m.isPlain(o)
		length += len(`{"role":"","content":},`) + len(m.role) + len(m.content)
		return e
	})
	return messages, same && length == len(value), e
}

// isPlain reports a message with nothing but a role and a text, in this order.
func (m *message) isPlain(o *jsonedit.Object) bool {
	return o.Len() == 2 && bytes.HasPrefix(o.Bytes(), []byte(`{"role":`)) && o.Count("content") == 1 &&
		m.content != nil && m.role != "" && m.role == strings.ToLower(m.role)
}

func (m *message) read(name string, value jsonedit.Raw) *dialect.Error {
	switch name {
	case "role":
		return readString("messages.role", value, &m.role)
	case "content":
		return readText("messages.content", value, &m.content)
	case "thinking":
		return readText("messages.thinking", value, &m.thinking)
	case "images":
		return readList("messages.images", value, &m.images)
	case "tool_calls":
		return m.readCalls(value)
	case "tool_call_id":
		return readText("messages.tool_call_id", value, &m.toolCallID)
	case "tool_name":
		return readText("messages.tool_name", value, &m.toolName)
	case "name":
		return readText("messages.name", value, &m.name)
	}
	return nil
}

func (m *message) readCalls(value jsonedit.Raw) *dialect.Error {
	m.calls = nil
	if isNull(value) {
		return nil
	}
	return readEach("messages.tool_calls", value, func(o *jsonedit.Object) *dialect.Error {
		var call toolCall
		e := readMembers(o, callNames, func(name string, value jsonedit.Raw) *dialect.Error {
			if name == "id" {
				return readString("messages.tool_calls.id", value, &call.id)
			}
			return call.readFunction(value)
		})
		m.calls = append(m.calls, call)
		return e
	})
}

func (c *toolCall) readFunction(value jsonedit.Raw) *dialect.Error {
	var o jsonedit.Object
	if isNull(value) {
		return nil
	}
	if o.Parse(value) != nil {
		return mustBe("messages.tool_calls.function", "an object")
	}
	return readMembers(&o, functionNames, func(name string, value jsonedit.Raw) *dialect.Error {
		if name == "name" {
			return readText("messages.tool_calls.function.name", value, &c.name)
		}
		c.arguments = value
		return nil
	})
}

// check reads what the types alone do not settle.
func (m *message) check() *dialect.Error {
	if m.role = strings.ToLower(m.role); m.role == "" {
		m.role = "user"
	}
	for _, raw := range m.images {
		medium, e := parseMedium(raw)
		if e != nil {
			return e
		}
		m.media = append(m.media, medium)
	}
	m.images = nil
	for i := range m.calls {
		call := &m.calls[i]
		var ok bool
		if call.quoted, ok = quotedArguments(call.arguments); !ok {
			return bad("bad_arguments", "The arguments of a tool call must be a JSON object.")
		}
	}
	return nil
}

func (m *message) respell() {
	respell(&m.content, &m.thinking, &m.toolCallID, &m.toolName, &m.name)
	for i := range m.calls {
		respell(&m.calls[i].name, &m.calls[i].quoted)
	}
}

// quotedArguments gives the arguments of a call as chat completions want them: as
// the text of JSON. An object keeps its bytes, and so the order of its keys. Some
// clients send the text already.
func quotedArguments(raw jsonedit.Raw) (text, bool) {
	none := text(`"{}"`)
	switch jsonedit.Kind(raw) {
	case '{':
		return text(jsonedit.Quote(string(raw))), true
	case '"':
		s, ok := jsonedit.String(raw)
		if strings.TrimSpace(s) == "" {
			return none, ok
		}
		return text(raw), ok && jsonedit.Check([]byte(s), maxDepth) == nil
	}
	return none, isNull(raw)
}

// maxDepth bounds the nesting of JSON that is taken over.
const maxDepth = 200

// writeMessages writes a history as chat completions have it. Ids that results
// lack, and an order that upstreams refuse, are left to the repair of histories.
func writeMessages(t Target, messages []message) []byte {
	size := 2
	for i := range messages {
		size += len(messages[i].content) + 40
	}
	dst := make([]byte, 0, size)
	ids := newCallIDs(messages)
	back := thoughtsBack(t)
	loop := lastUser(messages) // where a running tool loop begins
	var moved []medium
	dst = append(dst, '[')
	sep := func() {
		if dst[len(dst)-1] != '[' {
			dst = append(dst, ',')
		}
	}
	for i := range messages {
		m := &messages[i]
		if m.role != "tool" && len(moved) > 0 {
			sep()
			dst, moved = appendMedia(dst, moved), nil
		}
		sep()
		dst = jsonedit.AppendString(append(dst, `{"role":`...), m.role)
		dst = append(dst, `,"content":`...)
		if m.role == "user" && len(m.media) > 0 {
			dst = appendParts(dst, m.content, m.media)
		} else {
			// Upstreams refuse images of a tool or an assistant: they move to a
			// user message behind the run of results.
			moved = append(moved, m.media...)
			dst = m.content.append(dst)
		}
		if !m.thinking.empty() && m.role == "assistant" && (back == always || back == inLoop && i > loop) {
			dst = m.thinking.append(append(dst, `,"reasoning_content":`...))
		}
		if len(m.calls) > 0 {
			dst = appendCalls(dst, m.calls, ids)
		}
		if m.role == "tool" {
			dst = appendResultOf(dst, m)
		}
		dst = append(dst, '}')
	}
	if len(moved) > 0 {
		sep()
		dst = appendMedia(dst, moved)
	}
	return append(dst, ']')
}

// appendResultOf tells which call a tool message answers: by id, or by the name
// that the repair of histories turns into one.
func appendResultOf(dst []byte, m *message) []byte {
	name := m.toolName
	if name.empty() {
		name = m.name
	}
	switch {
	case !m.toolCallID.empty():
		return m.toolCallID.append(append(dst, `,"tool_call_id":`...))
	case !name.empty():
		return name.append(append(dst, `,"tool_name":`...))
	}
	return dst
}

func appendCalls(dst []byte, calls []toolCall, ids *callIDs) []byte {
	dst = append(dst, `,"tool_calls":[`...)
	for i := range calls {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = jsonedit.AppendString(append(dst, `{"id":`...), ids.next(calls[i].id))
		dst = calls[i].name.append(append(dst, `,"type":"function","function":{"name":`...))
		dst = calls[i].quoted.append(append(dst, `,"arguments":`...))
		dst = append(dst, "}}"...)
	}
	return append(dst, ']')
}

// callIDs invents ids by position, so that the same history always gets the
// same ones: upstreams find their prompt caches by the exact text.
type callIDs struct {
	given map[string]bool
	n     int
}

func newCallIDs(messages []message) *callIDs {
	c := &callIDs{given: map[string]bool{}}
	for i := range messages {
		for _, call := range messages[i].calls {
			c.given[call.id] = true
		}
	}
	return c
}

func (c *callIDs) next(given string) string {
	position := strconv.Itoa(c.n)
	c.n++
	if given != "" {
		return given
	}
	id := "call_" + position
	for c.given[id] {
		id += "_"
	}
	return id
}

func lastUser(messages []message) int {
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].role == "user" {
			return i
		}
	}
	return -1
}
