package chat

import (
	"bytes"
	"unsafe"

	"keyport/proxy/jsonedit"
	"keyport/proxy/sse"
)

// Ending watches a stream for its end: an upstream that dies must never look
// like a good end, and some end well without [DONE].
type Ending struct {
	Done     bool // [DONE] came
	Finished bool // a finish reason, message_stop, response.completed or response.incomplete came
	Failed   bool // the upstream sent an error of its own
}

// Good reports whether the stream may end here.
func (e *Ending) Good() bool { return e.Done || e.Finished || e.Failed }

// Look takes note of one event.
func (e *Ending) Look(raw, data []byte) {
	switch {
	case finishes(data):
		if e.Finished = true; failsBeside(data) {
			e.Failed = true
		}
	case bytes.Contains(data, []byte(`"choices"`)):
	case bytes.Contains(data, []byte(`"type"`)) && ends(string(sse.Field(raw, "event")), data):
		if e.Finished = true; bytes.Contains(data, []byte(`"response.failed"`)) {
			e.Failed = true
		}
	case bytes.Contains(data, []byte(`"error"`)) && fails(data):
		e.Failed = true
	}
}

// failsBeside reports whether an event that finishes is an error all the same:
// OpenRouter's stand beside choices, with a finish reason of their own.
func failsBeside(data []byte) bool {
	if !bytes.Contains(data, []byte(`"error"`)) {
		return false
	}
	reason, _ := pathString(data, "choices", "0", "finish_reason")
	return reason == "error"
}

// IsError reports whether a JSON object has an error that is not null.
func IsError(data []byte) bool {
	if !bytes.Contains(data, []byte(`"error"`)) {
		return false
	}
	raw, ok := jsonedit.Path(data, "error")
	return ok && !jsonedit.IsNull(raw)
}

// fails reports whether an event is an error. The word alone says nothing: the
// Responses API sends "error":null with every state, and tools may have the name.
func fails(data []byte) bool {
	if IsError(data) {
		return true
	}
	for _, key := range [...]string{"type", "object"} { // Responses; vLLM of old
		if word, ok := pathString(data, key); ok && word == "error" {
			return true
		}
	}
	return false
}

// finishes reports whether an event holds a finish reason that is a word. The
// quoted name cannot stand inside a JSON string: its quotes would be escaped.
func finishes(data []byte) bool {
	const name = `"finish_reason"`
	for {
		i := bytes.Index(data, []byte(name))
		if i < 0 {
			return false
		}
		data = data[i+len(name):]
		j := 0
		for j < len(data) && (data[j] == ' ' || data[j] == ':' || data[j] == '\t') {
			j++
		}
		if j+1 < len(data) && data[j] == '"' && data[j+1] != '"' {
			return true
		}
	}
}

// ends knows the last events of Anthropic's and of the Responses API's streams.
func ends(event string, data []byte) bool {
	switch event {
	case "message_stop", "response.completed", "response.incomplete", "response.failed":
		return true
	case "":
		for _, name := range [...]string{`"message_stop"`, `"response.completed"`, `"response.incomplete"`, `"response.failed"`} {
			if bytes.Contains(data, []byte(`"type":`+name)) || bytes.Contains(data, []byte(`"type": `+name)) {
				return true
			}
		}
	}
	return false
}

// asString looks at bytes as a string without copying; the callee must not keep it.
func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
