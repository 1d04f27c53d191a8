package responses

import "keyport/proxy/jsonedit"

// delta writes the pieces of one delta or message.
func (e *Encoder) delta(dst []byte, choice, delta jsonedit.Raw) []byte {
	text, thought := pieces(delta)
	refusal := pathText(delta, "refusal")
	if e.size += len(text) + len(thought) + len(refusal); e.size > maxAnswer {
		return e.tooLong(dst)
	}
	if thought != "" {
		dst = e.think(dst, thought)
	}
	if text != "" {
		logprobs, _ := jsonedit.Path(choice, "logprobs", "content")
		dst = e.say(dst, text, logprobs, false)
	}
	if refusal != "" {
		dst = e.say(dst, refusal, nil, true)
	}
	position := int64(0)
	if calls, ok := jsonedit.Path(delta, "tool_calls"); ok && jsonedit.Kind(calls) == '[' {
		for _, fragment := range jsonedit.Elements(calls) {
			if dst = e.fragment(dst, fragment, position); e.ended {
				return dst
			}
			position++
		}
	}
	return dst
}

func (e *Encoder) tooLong(dst []byte) []byte {
	return e.Fail(dst, "upstream_too_large", "The answer of the provider is too large.")
}

// reasoningKeys are the members in which thoughts come.
var reasoningKeys = [...]string{"reasoning_content", "reasoning", "reasoning_text", "thinking"}

// pieces gives the text and the thoughts of a delta. Mistral sends a list of parts as content.
func pieces(delta jsonedit.Raw) (text, thought string) {
	for _, key := range reasoningKeys {
		if thought = pathText(delta, key); thought != "" {
			break
		}
	}
	raw, _ := jsonedit.Path(delta, "content")
	if jsonedit.Kind(raw) != '[' {
		text, _ = jsonedit.String(raw)
		return text, thought
	}
	for _, part := range jsonedit.Elements(raw) {
		text += pathText(part, "text")
		inner, _ := jsonedit.Path(part, "thinking")
		if s, ok := jsonedit.String(inner); ok {
			thought += s
		}
		for _, t := range jsonedit.Elements(inner) {
			thought += pathText(t, "text")
		}
	}
	return text, thought
}
