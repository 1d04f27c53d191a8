package ollama

import (
	"encoding/json"
	"strconv"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// message is one message of a history.
type message struct {
	Role       string            `json:"role"`
	Content    string            `json:"content"`
	Thinking   string            `json:"thinking"`
	Images     []json.RawMessage `json:"images"`
	ToolCalls  []toolCall        `json:"tool_calls"`
	ToolCallID string            `json:"tool_call_id"`
	ToolName   string            `json:"tool_name"`
	Name       string            `json:"name"` // some write a tool's name here, as OpenAI once had it

	media []medium // what Images hold
}

type toolCall struct {
	ID       string `json:"id"`
	Function struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	} `json:"function"`

	arguments string // JSON text
}

// check reads what the types alone do not settle.
func (m *message) check() *dialect.Error {
	if m.Role = strings.ToLower(m.Role); m.Role == "" {
		m.Role = "user"
	}
	for _, raw := range m.Images {
		medium, e := parseMedium(raw)
		if e != nil {
			return e
		}
		m.media = append(m.media, medium)
	}
	m.Images = nil
	for i := range m.ToolCalls {
		call := &m.ToolCalls[i]
		text, ok := argumentsText(call.Function.Arguments)
		if !ok {
			return bad("bad_arguments", "The arguments of a tool call must be a JSON object.")
		}
		call.arguments = text
	}
	return nil
}

// argumentsText gives the arguments of a call as chat completions want them: as
// JSON text. An object keeps its bytes, and so the order of its keys. Some
// clients send the text already.
func argumentsText(raw json.RawMessage) (string, bool) {
	switch jsonedit.Kind(raw) {
	case '{':
		return string(raw), true
	case '"':
		s, ok := jsonedit.String(raw)
		if strings.TrimSpace(s) == "" {
			return "{}", ok
		}
		return s, ok && jsonedit.Check([]byte(s), maxDepth) == nil
	}
	return "{}", isNull(raw)
}

// maxDepth bounds the nesting of JSON that is taken over.
const maxDepth = 200

// appendMessages writes a history as chat completions have it. Ids that results
// lack, and an order that upstreams refuse, are left to the repair of histories.
func (r *Request) appendMessages(dst []byte, t Target, messages []message) []byte {
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
		if m.Role != "tool" && len(moved) > 0 {
			sep()
			dst, moved = appendMedia(dst, moved), nil
		}
		sep()
		dst = jsonedit.AppendString(append(dst, `{"role":`...), m.Role)
		dst = append(dst, `,"content":`...)
		if m.Role == "user" && len(m.media) > 0 {
			dst = appendParts(dst, m.Content, m.media)
		} else {
			// Upstreams refuse images of a tool or an assistant: they move to a
			// user message behind the run of results.
			moved = append(moved, m.media...)
			dst = jsonedit.AppendString(dst, m.Content)
		}
		if m.Thinking != "" && m.Role == "assistant" && (back == always || back == inLoop && i > loop) {
			dst = jsonedit.AppendString(append(dst, `,"reasoning_content":`...), m.Thinking)
		}
		if len(m.ToolCalls) > 0 {
			dst = appendCalls(dst, m.ToolCalls, ids)
		}
		if m.Role == "tool" {
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
	name := m.ToolName
	if name == "" {
		name = m.Name
	}
	switch {
	case m.ToolCallID != "":
		return jsonedit.AppendString(append(dst, `,"tool_call_id":`...), m.ToolCallID)
	case name != "":
		return jsonedit.AppendString(append(dst, `,"tool_name":`...), name)
	}
	return dst
}

func appendCalls(dst []byte, calls []toolCall, ids *callIDs) []byte {
	dst = append(dst, `,"tool_calls":[`...)
	for i := range calls {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = jsonedit.AppendString(append(dst, `{"id":`...), ids.next(calls[i].ID))
		dst = jsonedit.AppendString(append(dst, `,"type":"function","function":{"name":`...), calls[i].Function.Name)
		dst = jsonedit.AppendString(append(dst, `,"arguments":`...), calls[i].arguments)
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
		for _, call := range messages[i].ToolCalls {
			c.given[call.ID] = true
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
		if messages[i].Role == "user" {
			return i
		}
	}
	return -1
}
