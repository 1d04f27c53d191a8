package chat

import (
	"bytes"

	"keyport/proxy/jsonedit"
)

const (
	// maxForm bounds the events that a form is taken from, in bytes.
	maxForm = 4 << 10
	// maxWasted is how many forms in a row may fit nothing before a stream is
	// taken for one whose events differ in more than their text.
	maxWasted = 16
)

// formKeys are the members of a delta whose text may differ.
var formKeys = [...]string{"content", "reasoning_content", "reasoning"}

// paddings are members of random length beside the choices that hide how long
// the text is: OpenAI's and Mistral's. Nothing here reads them.
var paddings = [...]string{"obfuscation", "p"}

// learn takes the form of an event that passed unchanged, data being its data:
// one line of data in front, one choice with the index 0, and in it nothing
// that says anything but one text. What stands beside the choices may say what
// it will, since it was read once and stays the same.
func (s *Stream) learn(raw, data []byte) {
	f := &s.form
	if f.wasted == maxWasted || len(raw) > maxForm || !bytes.HasPrefix(raw, []byte("data:")) ||
		!bytes.HasSuffix(raw, []byte("\n\n")) && !bytes.HasSuffix(raw, []byte("\r\n\r\n")) {
		return // behind a lone CR a LF might follow
	}
	before := len("data:")
	if raw[before] == ' ' {
		before++
	}
	if &raw[before] != &data[0] || s.o.Repair && len(raw) != len("data: ")+len(data)+len("\n\n") {
		return // framed in another way than the client gets it
	}
	start, end, key := s.find(data)
	if key == "" {
		return
	}
	f.filter, f.content = nil, true
	size, plain := jsonedit.StringLen(data[start:])
	if _, ok := f.read(data[start:end], plain); !ok || size != end-start {
		return // malformed: a text that is well-formed may be edited
	}
	f.event = append(f.event[:0], raw...)
	start, end = before+start, before+end
	f.parts[0], f.parts[1], f.strings = f.event[:start], f.event[end:], 1
	for _, key := range paddings {
		if from, to := jsonedit.Find(data, key); before+from > end && data[from] == '"' {
			f.parts[1], f.parts[2], f.strings = f.event[end:before+from], f.event[before+to:], 2
			break
		}
	}
	if f.content = key == "content"; f.content && s.edits {
		f.filter = s.choice(0).filter
	}
	f.known = true
	f.wasted++
}

// find gives the place of the text in an event that brings nothing else, and
// the name of its member, or "".
func (s *Stream) find(data []byte) (start, end int, key string) {
	start, end = jsonedit.Find(data, "choices")
	if start < 0 || s.top.Parse(data) != nil { // what is no JSON passes unread
		return 0, 0, ""
	}
	var choice jsonedit.Raw
	at := start
	for offset, element := range jsonedit.Elements(data[start:end]) {
		if choice != nil {
			return 0, 0, ""
		}
		choice, at = element, start+offset
	}
	from, to := jsonedit.Find(choice, "delta")
	if from < 0 {
		return 0, 0, ""
	}
	delta := choice[from:to]
	if !says(&s.element, choice, delta) {
		return 0, 0, ""
	}
	at += from
	for _, key := range formKeys {
		if from, to := jsonedit.Find(delta, key); to-from > 2 && delta[from] == '"' {
			if !says(&s.delta, delta, delta[from:to]) {
				break
			}
			return at + from, at + to, key
		}
	}
	if start, end := s.findArguments(delta); end > 0 {
		return at + start, at + end, "arguments"
	}
	return 0, 0, ""
}

// findArguments gives the place of a piece of a tool call's arguments in a delta
// that brings nothing else, no id and no name, or 0. Agents have whole files
// written this way.
func (s *Stream) findArguments(delta jsonedit.Raw) (start, end int) {
	start, end = jsonedit.Find(delta, "tool_calls")
	if start < 0 || !says(&s.delta, delta, delta[start:end]) {
		return 0, 0
	}
	var call jsonedit.Raw
	at := start
	for offset, element := range jsonedit.Elements(delta[start:end]) {
		if call != nil {
			return 0, 0
		}
		call, at = element, start+offset
	}
	from, to := jsonedit.Find(call, "function")
	if from < 0 || !says(&s.delta, call, call[from:to]) {
		return 0, 0
	}
	function := call[from:to]
	at += from
	if from, to = jsonedit.Find(function, "arguments"); to-from <= 2 || function[from] != '"' || !says(&s.delta, function, function[from:to]) {
		return 0, 0
	}
	return at + from, at + to
}

// says reports whether nothing in the object says anything but the value at one
// place: the role and the type are always the same, and an index of 0 is that of
// the first choice or call.
func says(obj *jsonedit.Object, raw, value jsonedit.Raw) bool {
	if obj.Parse(raw) != nil {
		return false
	}
	for v := range obj.Values() {
		switch string(v) {
		case "null", "0", `""`, "[]", `"assistant"`, `"function"`:
		default:
			if &v[0] != &value[0] {
				return false
			}
		}
	}
	return true
}
