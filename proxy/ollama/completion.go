package ollama

import (
	"encoding/json"
	"fmt"
	"strconv"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// The endpoints that Completion names, as the upstream's base URL joins them.
const (
	endpointChat        = "chat/completions"
	endpointCompletions = "completions"
	endpointFIM         = "fim/completions" // Mistral's
)

// completionLimit is the output limit of a completion without one: OpenAI's and
// vLLM's own default is 16 tokens, Ollama has none.
const completionLimit = 2048

// stopLimit is how many stop sequences OpenAI takes.
const stopLimit = 4

// body is a JSON object in the making.
type body []byte

func (b *body) raw(key, value string) {
	sep := byte(',')
	if len(*b) == 0 {
		sep = '{'
	}
	*b = jsonedit.AppendString(append(*b, sep), key)
	*b = append(append(*b, ':'), value...)
}

// set writes a member unless its value is absent.
func (b *body) set(key string, value json.RawMessage) {
	if value != nil {
		b.raw(key, string(value))
	}
}

func (b *body) text(key, value string) { b.raw(key, string(jsonedit.Quote(value))) }

// Completion builds the request for the upstream. The endpoint is
// "chat/completions"; "completions" for a raw prompt or a suffix where the
// upstream has that; "fim/completions" for a suffix at Mistral, whose answers
// look like those of a chat. A suffix that the upstream cannot take is an error.
// A Request whose Local is set has no completion.
func (r *Request) Completion(t Target) (endpoint string, out []byte, e *dialect.Error) {
	switch {
	case r.FIM && !t.Insert:
		return "", nil, bad("no_insert", fmt.Sprintf("%q does not support insert", r.Model))
	case r.FIM && !r.Raw && t.at("mistral.ai"):
		return endpointFIM, r.completion(t), nil
	case r.FIM && !r.Raw, r.Raw && t.completions() && !r.hasMedia():
		return endpointCompletions, r.completion(t), nil
	}
	var b body
	b.text("model", t.Model)
	b = append(b, `,"messages":`...)
	b = r.appendMessages(b, t, r.format.prompted(t, r.messages))
	if len(r.tools) > 0 {
		b = append(b, `,"tools":[`...)
		for i, tool := range r.tools {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, tool...)
		}
		b = append(b, ']')
		b.set("tool_choice", r.choice)
	}
	r.format.appendFormat(&b, t)
	limit := "max_tokens"
	if t.openAI() { // its reasoning models refuse the old name
		limit = "max_completion_tokens"
	}
	r.appendOptions(&b, t, limit, r.claudeLimit(t))
	r.appendThink(&b, t)
	if r.logprobs {
		b.raw("logprobs", "true")
		if r.top > 0 {
			b.raw("top_logprobs", strconv.Itoa(r.top))
		}
	}
	r.appendStream(&b, t)
	return endpointChat, append(b, '}'), nil
}

// completion builds a request without a chat.
func (r *Request) completion(t Target) []byte {
	var b body
	b.text("model", t.Model)
	b.text("prompt", r.prompt)
	if r.FIM && !r.Raw { // a raw prompt holds the suffix already
		b.text("suffix", r.suffix)
	}
	r.appendOptions(&b, t, "max_tokens", completionLimit)
	if r.logprobs && !t.at("mistral.ai") {
		b.raw("logprobs", strconv.Itoa(r.top))
	}
	r.appendStream(&b, t)
	return append(b, '}')
}

func (r *Request) appendStream(b *body, t Target) {
	if !r.Stream {
		return
	}
	b.raw("stream", "true")
	if !t.at("mistral.ai") { // counts unasked, and refuses unknown members
		b.raw("stream_options", `{"include_usage":true}`)
	}
}

// appendOptions writes the options; limit is the output limit where the client sets none, 0 for none.
func (r *Request) appendOptions(b *body, t Target, limitName string, limit int64) {
	o := &r.options
	if o.limit > 0 {
		limit = o.limit
	}
	if limit > 0 {
		b.raw(limitName, strconv.FormatInt(limit, 10))
	}
	if !t.fixedSampling() && !r.claudeThinks(t) {
		b.set("temperature", o.temperature)
		b.set("top_p", o.topP)
	}
	b.set("presence_penalty", o.presencePenalty)
	b.set("frequency_penalty", o.frequencyPenalty)
	b.set("seed", o.seed)
	if stop := o.stop; len(stop) > 0 {
		if t.openAI() && len(stop) > stopLimit {
			stop = stop[:stopLimit]
		}
		list := make([]jsonedit.Raw, len(stop))
		for i, s := range stop {
			list[i] = jsonedit.Quote(s)
		}
		b.set("stop", jsonedit.JoinArray(list))
	}
	if t.samplers() {
		b.set("top_k", o.topK)
		b.set("min_p", o.minP)
		b.set("repetition_penalty", o.repeatPenalty)
	}
}

func (r *Request) hasMedia() bool {
	for i := range r.messages {
		if len(r.messages[i].media) > 0 {
			return true
		}
	}
	return false
}
