package chat

import (
	"bytes"
	"strings"

	"keyport/proxy/jsonedit"
)

// messageKeys are the members of a message that chat completions know.
var messageKeys = map[string]bool{
	"role": true, "content": true, "name": true, "tool_calls": true, "tool_call_id": true,
	"function_call": true, "refusal": true, "audio": true,
}

// thoughtKeys are members in which some upstreams want earlier thoughts back
// (Kimi, DeepSeek inside tool loops, OpenRouter). Strict upstreams refuse them.
var thoughtKeys = map[string]bool{"reasoning_content": true, "reasoning": true, "reasoning_details": true, "cache_control": true, "prefix": true}

// StripMessages takes unknown members out of the messages of a request that
// came through a private address: Copilot's copilot_cache_control,
// copilot_references, cot_id, cot_summary and media_type are refused by strict
// upstreams. It works in place on the parsed top level.
func StripMessages(body *jsonedit.Object, strict bool) {
	eachMessage(body, func(m *jsonedit.Object) {
		m.DeleteFunc(func(key []byte) bool {
			return !messageKeys[string(key)] && (strict || !thoughtKeys[string(key)])
		})
		stripImages(m)
	})
}

// stripImages takes media_type out of image_url parts.
func stripImages(m *jsonedit.Object) {
	raw, ok := m.Get("content")
	if !ok || jsonedit.Kind(raw) != '[' || !bytes.Contains(raw, []byte(`"media_type"`)) {
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
