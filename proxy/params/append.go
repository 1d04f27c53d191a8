package params

import "keyport/proxy/jsonedit"

// append adds text to the last thing the user said. Tool loops send the same
// conversation again and again, so the text goes to the last user message and
// not behind the last message, where it would look like a new question. No
// separator is invented. A body without a place for the text, or with two,
// stays as it is.
func (e *editor) append(text string) {
	name := "messages"
	switch e.api {
	case Completions:
		name = "prompt"
	case Responses:
		name = "input"
	}
	value, set := e.obj.Get(name)
	if !set || e.obj.Count(name) > 1 { // of two, nobody knows which one the upstream takes
		return
	}
	quoted := jsonedit.Quote(text)
	switch kind := jsonedit.Kind(value); {
	case kind == '"' && name != "messages":
		value = splice(value, len(value)-1, len(value)-1, inside(quoted))
	case kind == '[' && name != "prompt": // a list of prompts is several requests
		value = e.extendList(value, quoted)
	default:
		return
	}
	if value != nil {
		e.obj.Set(name, value)
		e.note(name, Appended, nil, nil)
	}
}

// extendList adds text to the last user message of a conversation, or a new one
// at its end. It gives nil when that message's content is of no known form.
func (e *editor) extendList(list, quoted jsonedit.Raw) jsonedit.Raw {
	user, results, end := -1, -1, 0 // offsets; end is behind the last element
	for offset, m := range jsonedit.Elements(list) {
		end = offset + len(m)
		if !is(m, "role", "user") {
			continue
		}
		if e.api == Messages && onlyToolResults(m) {
			results = offset
			continue
		}
		user = offset
	}
	if user < 0 {
		user = results
	}
	if user < 0 {
		return addElement(list, 0, end, `{"role":"user","content":`, quoted)
	}
	start, end := jsonedit.Find(list[user:], "content")
	if start < 0 {
		member := append([]byte(`"content":`), quoted...)
		return splice(list, user+1, user+1, append(member, ',')) // its role stands behind
	}
	start, end = user+start, user+end
	switch content := list[start:end]; jsonedit.Kind(content) {
	case 'n':
		return splice(list, start, end, quoted)
	case '"':
		return splice(list, end-1, end-1, inside(quoted))
	case '[':
		return e.extendParts(list, start, content, quoted)
	}
	return nil
}

// extendParts adds text to the last text part of the content that begins at
// start in list, or a new part at its end.
func (e *editor) extendParts(list jsonedit.Raw, start int, content, quoted jsonedit.Raw) jsonedit.Raw {
	kind, head := "text", `{"type":"text","text":`
	if e.api == Responses {
		kind, head = "input_text", `{"type":"input_text","text":`
	}
	at, end := -1, 0 // the closing quote of the last text; behind the last part
	for offset, part := range jsonedit.Elements(content) {
		end = offset + len(part)
		if !is(part, "type", kind) {
			continue
		}
		if a, b := jsonedit.Find(part, "text"); a >= 0 && part[a] == '"' {
			at = offset + b - 1
		}
	}
	if at >= 0 {
		return splice(list, start+at, start+at, inside(quoted))
	}
	return addElement(list, start, end, head, quoted)
}

// addElement adds an object to the array that begins at start in raw; end is
// where, from there, its last element ends, 0 for an empty array.
func addElement(raw jsonedit.Raw, start, end int, head string, quoted jsonedit.Raw) jsonedit.Raw {
	at := start + end
	if end == 0 {
		at++ // behind the bracket
	} else {
		head = "," + head
	}
	return splice(raw, at, at, append(append([]byte(head), quoted...), '}'))
}

// inside is a quoted text without its quotes.
func inside(quoted jsonedit.Raw) jsonedit.Raw { return quoted[1 : len(quoted)-1] }

// splice gives raw with the bytes from start to end replaced.
func splice(raw jsonedit.Raw, start, end int, by jsonedit.Raw) jsonedit.Raw {
	out := make(jsonedit.Raw, 0, len(raw)-(end-start)+len(by))
	return append(append(append(out, raw[:start]...), by...), raw[end:]...)
}

// onlyToolResults tells Anthropic's carrier of tool results, which has the role
// user and is nothing that the user said.
func onlyToolResults(message jsonedit.Raw) bool {
	content, _ := jsonedit.Path(message, "content")
	n := 0
	for _, part := range jsonedit.Elements(content) {
		if !is(part, "type", "tool_result") {
			return false
		}
		n++
	}
	return n > 0
}

// is reports whether a member of an object is a string of that text.
func is(object jsonedit.Raw, key, want string) bool {
	value, ok := jsonedit.Path(object, key)
	if !ok || jsonedit.Kind(value) != '"' {
		return false
	}
	if len(value) == len(want)+2 {
		return string(value[1:len(value)-1]) == want
	}
	if len(value) > 6*len(want)+2 {
		return false // longer than with every byte as an escape
	}
	text, ok := jsonedit.String(value)
	return ok && text == want
}
