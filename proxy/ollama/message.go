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
	arguments jsonedit.Raw // an object, or a text that holds JSON; nil is an empty object
}

var (
	messageNames  = []string{"role", "content", "thinking", "images", "tool_calls", "tool_call_id", "tool_name", "name"}
	callNames     = []string{"id", "function"}
	functionNames = []string{"name", "arguments"}
)

// historyReader reads the messages of a request. Its objects serve all of them: a
// long history must not cost an Object for each message and each call.
type historyReader struct {
	messages []message

	message, call, function jsonedit.Object
}

// free forgets what was read. Room for the messages of an ordinary history stays.
func (h *historyReader) free() {
	room := h.messages
	*h = historyReader{}
	if cap(room) <= ordinary {
		clear(room)
		h.messages = room[:0]
	}
}

// ordinary is how many messages have room in a reader that is used again.
const ordinary = 128

// read reads a history; same says that writeMessages would write it as it came:
// there is nothing to change in it, and it is not longer than it need be.
func (h *historyReader) read(value jsonedit.Raw) (same bool, e *dialect.Error) {
	if isNull(value) {
		return false, nil
	}
	same = true
	length := len("[") // of what writeMessages would write: no white space, no escape in a role
	e = readEach("messages", value, &h.message, func() *dialect.Error {
		h.messages = append(h.messages, message{})
		m := &h.messages[len(h.messages)-1]
		e := readMembers(&h.message, messageNames, func(name string, value jsonedit.Raw) *dialect.Error {
			return h.readMember(m, name, value)
		})
		same = same && m.isPlain(&h.message)
		length += len(`{"role":"","content":},`) + len(m.role) + len(m.content)
		return e
	})
	return same && length == len(value), e
}

// isPlain reports a message with nothing but a role and a text, in this order.
func (m *message) isPlain(o *jsonedit.Object) bool {
	return o.Len() == 2 && bytes.HasPrefix(o.Bytes(), []byte(`{"role":`)) && o.Count("content") == 1 &&
		m.content != nil && m.role != "" && m.role == strings.ToLower(m.role)
}

func (h *historyReader) readMember(m *message, name string, value jsonedit.Raw) *dialect.Error {
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
		return h.readCalls(m, value)
	case "tool_call_id":
		return readText("messages.tool_call_id", value, &m.toolCallID)
	case "tool_name":
		return readText("messages.tool_name", value, &m.toolName)
	case "name":
		return readText("messages.name", value, &m.name)
	}
	return nil
}

func (h *historyReader) readCalls(m *message, value jsonedit.Raw) *dialect.Error {
	m.calls = nil
	if isNull(value) {
		return nil
	}
	return readEach("messages.tool_calls", value, &h.call, func() *dialect.Error {
		var c toolCall
		e := readMembers(&h.call, callNames, func(name string, value jsonedit.Raw) *dialect.Error {
			if name == "id" {
				return readString("messages.tool_calls.id", value, &c.id)
			}
			return h.readFunction(&c, value)
		})
		m.calls = append(m.calls, c)
		return e
	})
}

func (h *historyReader) readFunction(c *toolCall, value jsonedit.Raw) *dialect.Error {
	if isNull(value) {
		return nil
	}
	if h.function.Parse(value) != nil {
		return mustBe("messages.tool_calls.function", "an object")
	}
	return readMembers(&h.function, functionNames, func(name string, value jsonedit.Raw) *dialect.Error {
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
		if !m.calls[i].checkArguments() {
			return bad("bad_arguments", "The arguments of a tool call must be a JSON object.")
		}
	}
	return nil
}

func (m *message) respell() {
	respell(&m.content, &m.thinking, &m.toolCallID, &m.toolName, &m.name)
	for i := range m.calls {
		c := &m.calls[i]
		respell(&c.name)
		if jsonedit.Kind(c.arguments) == '"' {
			respell((*text)(&c.arguments))
		}
	}
}

// checkArguments takes arguments of no length for none.
func (c *toolCall) checkArguments() bool {
	switch jsonedit.Kind(c.arguments) {
	case '{':
		return true
	case '"':
		s, ok := jsonedit.String(c.arguments)
		if strings.TrimSpace(s) == "" {
			c.arguments = nil
			return ok
		}
		return ok && jsonedit.Check([]byte(s), maxDepth) == nil
	}
	ok := isNull(c.arguments)
	c.arguments = nil
	return ok
}

// appendArguments writes them as chat completions want them: as the text of JSON. An
// object keeps its bytes, and so the order of its keys. Some clients send the text already.
func (c *toolCall) appendArguments(dst []byte) []byte {
	switch {
	case c.arguments == nil:
		return append(dst, `"{}"`...)
	case jsonedit.Kind(c.arguments) == '"':
		return append(dst, c.arguments...)
	}
	return jsonedit.AppendString(dst, asString(c.arguments))
}

// maxDepth bounds the nesting of JSON that is taken over.
const maxDepth = 200

// writeMessages writes a history as chat completions have it. Ids that results
// lack, and an order that upstreams refuse, are left to the repair of histories.
func writeMessages(t Target, messages []message) []byte {
	size := 2
	for i := range messages {
		m := &messages[i]
		size += 100 + len(m.content) + len(m.thinking) + len(m.toolCallID)
		for k := range m.calls { // with escapes
			size += 100 + len(m.calls[k].arguments)*3/2
		}
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
		dst = calls[i].appendArguments(append(dst, `,"arguments":`...))
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
