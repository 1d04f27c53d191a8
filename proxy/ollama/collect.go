package ollama

import (
	"keyport/proxy/jsonedit"
)

// usage are the counts of an answer; known is false until the upstream gave them.
type usage struct {
	known              bool
	prompt, completion int64
}

// note reads what stands beside the choices.
func (e *Encoder) note(event *jsonedit.Object) {
	if raw, ok := event.Get("usage"); ok && jsonedit.Kind(raw) == '{' {
		prompt, ok := count(raw, "prompt_tokens")
		completion, ok2 := count(raw, "completion_tokens")
		if ok || ok2 {
			e.usage = usage{true, prompt, completion}
		}
	}
	if e.answer == "" {
		if raw, ok := event.Get("id"); ok {
			e.answer, _ = jsonedit.String(raw)
		}
	}
}

func count(usage jsonedit.Raw, key string) (int64, bool) {
	raw, ok := jsonedit.Path(usage, key)
	if !ok {
		return 0, false
	}
	f, ok := number(raw)
	if !ok {
		return 0, false
	}
	n, _ := jsonedit.Int(wholeNumber(raw, f))
	return min(max(n, 0), 1<<53), true
}

// upstreamError handles an event without choices that says what went wrong.
func (e *Encoder) upstreamError(event *jsonedit.Object) {
	raw, ok := event.Get("error")
	if !ok || jsonedit.IsNull(raw) {
		return
	}
	text, ok := jsonedit.String(raw)
	if message, found := jsonedit.Path(raw, "message"); found {
		text, ok = jsonedit.String(message)
	}
	if !ok || text == "" {
		text = "The upstream ended its answer with an error."
	}
	if r := []rune(text); len(r) > 1000 {
		text = string(r[:1000])
	}
	e.fail("upstream_error", text)
}

// collect reads the texts and tool calls of a choice; key is where they stand:
// delta, or message in a whole answer.
func (e *Encoder) collect(key string) {
	defer func() {
		if raw, ok := e.choice.Get("text"); ok && len(e.text) == 0 { // completions; Together sends it beside a delta too
			e.text, _ = jsonedit.AppendDecoded(e.text, raw)
		}
		e.spoke = e.spoke || len(e.text) > 0 || len(e.calls) > 0
		e.length += len(e.text) + len(e.thought)
	}()
	raw, ok := e.choice.Get(key)
	if !ok && key == "delta" { // a few send whole messages in a stream
		raw, ok = e.choice.Get("message")
	}
	if !ok || e.delta.Parse(raw) != nil {
		return
	}
	if raw, ok := e.delta.Get("content"); ok {
		e.appendContent(raw)
	}
	if raw, ok := e.delta.Get("refusal"); ok {
		e.text, _ = jsonedit.AppendDecoded(e.text, raw)
	}
	if e.o.ShowThinking && len(e.thought) == 0 {
		for _, key := range [...]string{"reasoning_content", "reasoning", "reasoning_text", "thinking"} {
			if raw, ok := e.delta.Get(key); ok {
				if e.thought, _ = jsonedit.AppendDecoded(e.thought, raw); len(e.thought) > 0 {
					break
				}
			}
		}
	}
	if raw, ok := e.delta.Get("tool_calls"); ok {
		e.fragments(raw)
	} else if raw, ok := e.delta.Get("function_call"); ok && jsonedit.Kind(raw) == '{' {
		e.fragment(0, "", raw)
	}
}

// appendContent takes text, or Mistral's list of parts.
func (e *Encoder) appendContent(raw jsonedit.Raw) {
	if jsonedit.Kind(raw) != '[' {
		e.text, _ = jsonedit.AppendDecoded(e.text, raw)
		return
	}
	for _, p := range jsonedit.Elements(raw) {
		if text, ok := jsonedit.Path(p, "text"); ok {
			e.text, _ = jsonedit.AppendDecoded(e.text, text)
		}
		thinking, ok := jsonedit.Path(p, "thinking")
		if !ok || !e.o.ShowThinking {
			continue
		}
		e.thought, _ = jsonedit.AppendDecoded(e.thought, thinking)
		if jsonedit.Kind(thinking) == '[' {
			for _, t := range jsonedit.Elements(thinking) {
				if text, ok := jsonedit.Path(t, "text"); ok {
					e.thought, _ = jsonedit.AppendDecoded(e.thought, text)
				}
			}
		}
	}
}
