package ollama

import (
	"fmt"
	"slices"
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

// body is a JSON object in the making. What it is given is not copied, so that a
// history of 200 KB is not either.
type body struct{ *jsonedit.Object }

// emptied is a body of no members in o.
func emptied(o *jsonedit.Object) body {
	_ = o.Parse([]byte("{}"))
	return body{o}
}

func (b body) raw(key, value string) { b.Set(key, []byte(value)) }

// set writes a member unless its value is absent.
func (b body) set(key string, value jsonedit.Raw) {
	if value != nil {
		b.Set(key, value)
	}
}

func (b body) quote(key, value string) { b.Set(key, jsonedit.Quote(value)) }

// Completion writes the request for the upstream into out, of which nothing else
// is left, even with an error. The endpoint is
// "chat/completions"; "completions" for a raw prompt or a suffix where the
// upstream has that; "fim/completions" for a suffix at Mistral, whose answers
// look like those of a chat. A suffix that the upstream cannot take is an error.
// A Request whose Local is set has no completion. It holds texts of the request's body.
func (r *Request) Completion(out *jsonedit.Object, t Target) (endpoint string, e *dialect.Error) {
	b := emptied(out)
	switch {
	case r.FIM && !t.Insert:
		return "", bad("no_insert", fmt.Sprintf("%q does not support insert", r.Model))
	case r.FIM && !r.Raw && t.at("mistral.ai"):
		r.completion(b, t)
		return endpointFIM, nil
	case r.FIM && !r.Raw, r.Raw && t.completions() && !r.hasMedia():
		r.completion(b, t)
		return endpointCompletions, nil
	}
	b.quote("model", t.Model)
	switch line := r.format.line(t, r.messages); {
	case line != "":
		b.Set("messages", writeMessages(t, prompted(line, r.messages)))
	case r.written != nil:
		b.Set("messages", r.written)
	default:
		b.Set("messages", writeMessages(t, r.messages))
	}
	if len(r.tools) > 0 {
		b.Set("tools", jsonedit.JoinArray(r.tools))
		b.set("tool_choice", r.choice)
	}
	r.format.appendFormat(b, t)
	limit := "max_tokens"
	if t.openAI() { // its reasoning models refuse the old name
		limit = "max_completion_tokens"
	}
	r.appendOptions(b, t, limit, r.claudeLimit(t))
	r.appendThink(b, t)
	if r.logprobs {
		b.raw("logprobs", "true")
		if r.top > 0 {
			b.raw("top_logprobs", strconv.Itoa(r.top))
		}
	}
	r.appendStream(b, t)
	return endpointChat, nil
}

// completion builds a request without a chat.
func (r *Request) completion(b body, t Target) {
	b.quote("model", t.Model)
	b.Set("prompt", r.prompt.append(nil))
	if r.FIM && !r.Raw { // a raw prompt holds the suffix already
		b.Set("suffix", r.suffix.append(nil))
	}
	r.appendOptions(b, t, "max_tokens", completionLimit)
	if r.logprobs && !t.at("mistral.ai") {
		b.raw("logprobs", strconv.Itoa(r.top))
	}
	r.appendStream(b, t)
}

func (r *Request) appendStream(b body, t Target) {
	if !r.Stream {
		return
	}
	b.raw("stream", "true")
	if !t.at("mistral.ai") { // counts unasked, and refuses unknown members
		b.raw("stream_options", `{"include_usage":true}`)
	}
}

// appendOptions writes the options; limit is the output limit where the client sets none, 0 for none.
func (r *Request) appendOptions(b body, t Target, limitName string, limit int64) {
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

// Calls reports whether the history has calls of tools or their results, of which
// Completion leaves ids and order to the repair of histories.
func (r *Request) Calls() bool {
	return slices.ContainsFunc(r.messages, func(m message) bool { return len(m.calls) > 0 || m.role == "tool" })
}

func (r *Request) hasMedia() bool {
	for i := range r.messages {
		if len(r.messages[i].media) > 0 {
			return true
		}
	}
	return false
}
