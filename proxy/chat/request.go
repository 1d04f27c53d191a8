package chat

import (
	"bytes"
	"strings"

	"keyport/proxy/jsonedit"
)

// isMessageKey knows the members of a message that chat completions have.
func isMessageKey(key []byte) bool {
	switch string(key) {
	case "role", "content", "name", "tool_calls", "tool_call_id", "function_call", "refusal", "audio":
		return true
	}
	return false
}

// isThoughtKey knows members in which some upstreams want earlier thoughts back
// (Kimi, DeepSeek inside tool loops, OpenRouter). Strict upstreams refuse them.
func isThoughtKey(key []byte) bool {
	switch string(key) {
	case "reasoning_content", "reasoning", "reasoning_details", "cache_control", "prefix":
		return true
	}
	return false
}

func isStrange(key []byte, strict bool) bool {
	return !isMessageKey(key) && (strict || !isThoughtKey(key))
}

// StripMessages takes unknown members out of the messages of a request that
// came through a private address: Copilot's copilot_cache_control,
// copilot_references, cot_id, cot_summary and media_type are refused by strict
// upstreams. It works in place on the parsed top level.
func StripMessages(body *jsonedit.Object, strict bool) {
	eachMessage(body, func(m *jsonedit.Object) {
		m.DeleteFunc(func(key []byte) bool { return isStrange(key, strict) })
		stripImages(m)
	})
}

// needsStripping reports whether StripMessages would change a message. The
// tool_name of a result is the repair's to take.
func needsStripping(m *jsonedit.Object, of role, strict bool) bool {
	for key := range m.Members() {
		if isStrange(key, strict) && !(of == tool && string(key) == "tool_name") {
			return true
		}
	}
	return typesImages(m)
}

// typesImages reports whether parts of a message have a media_type, most likely.
func typesImages(m *jsonedit.Object) bool {
	content, ok := m.Get("content")
	return ok && jsonedit.Kind(content) == '[' && bytes.Contains(content, []byte(`"media_type"`))
}

// stripImages takes media_type out of image_url parts.
func stripImages(m *jsonedit.Object) {
	if !typesImages(m) {
		return
	}
	editList(m, "content", func(_ int, part *jsonedit.Object) {
		image, ok := part.Get("image_url")
		if !ok {
			return
		}
		if url, err := jsonedit.ParseObject(image); err == nil && url.Count("media_type") > 0 {
			url.Delete("media_type")
			part.Set("image_url", url.Bytes())
		}
	})
}

// HideThoughts takes a leading <think> block out of earlier answers in a
// request of Cursor's: it was put there for showing, and is no part of the answer.
func HideThoughts(body *jsonedit.Object) {
	eachMessage(body, func(m *jsonedit.Object) {
		role, _ := stringMember(m, "role")
		text, ok := stringMember(m, "content")
		inner, leading := strings.CutPrefix(strings.TrimLeft(text, " \t\r\n"), "<think>")
		if !ok || role != "assistant" || !leading {
			return
		}
		if _, rest, closed := strings.Cut(inner, "</think>"); closed {
			m.Set("content", jsonedit.Quote(strings.TrimLeft(rest, " \t\r\n")))
		}
	})
}

// eachMessage edits the messages of a body; those that stay the same keep their bytes.
func eachMessage(body *jsonedit.Object, edit func(m *jsonedit.Object)) {
	editList(body, "messages", func(_ int, m *jsonedit.Object) { edit(m) })
}

// editList edits the objects in the list that is a member of obj. Elements that
// are no objects, and those that stay the same, keep their bytes.
func editList(obj *jsonedit.Object, key string, edit func(i int, element *jsonedit.Object)) {
	raw, ok := obj.Get(key)
	if !ok || jsonedit.Kind(raw) != '[' {
		return
	}
	var (
		elements = make([]jsonedit.Raw, 0, 8)
		parsed   jsonedit.Object
		changed  bool
	)
	whole := jsonedit.EachObject(raw, &parsed, func(element jsonedit.Raw) bool {
		if jsonedit.Kind(element) == '{' {
			edit(len(elements), &parsed)
		}
		if parsed.Changed() {
			element, changed = parsed.Bytes(), true
		}
		elements = append(elements, element)
		return true
	})
	if whole && changed {
		obj.Set(key, jsonedit.JoinArray(elements))
	}
}
