package responses

import (
	"strconv"

	"keyport/proxy/jsonedit"
)

// echo are the members of a response that repeat the request.
type echo struct{ before, after []byte }

// echo writes them once: a response object stands in three events, and Codex
// sends 50 KiB of instructions and tools.
func (r *Request) echo() echo {
	member := func(key string, kind byte, otherwise string) jsonedit.Raw {
		if raw, ok := r.given(key); ok && (kind == 0 || jsonedit.Kind(raw) == kind) {
			return raw
		}
		return jsonedit.Raw(otherwise)
	}
	choice := jsonedit.Raw(`"auto"`)
	if raw, ok := r.given("tool_choice"); ok && (jsonedit.Kind(raw) == '"' || jsonedit.Kind(raw) == '{') {
		choice = raw
	}
	parallel := jsonedit.Raw("true")
	if raw, ok := r.given("parallel_tool_calls"); ok && jsonedit.Kind(raw) == 'f' {
		parallel = raw
	}
	text := member("text", '{', `{"format":{"type":"text"}}`)
	if _, ok := jsonedit.Path(text, "format", "type"); !ok {
		text = jsonedit.Raw(`{"format":{"type":"text"}}`)
	}
	var x echo
	x.before = appendMember(x.before, "instructions", member("instructions", '"', "null"))
	x.before = appendMember(x.before, "max_output_tokens", member("max_output_tokens", '0', "null"))
	x.before = append(x.before, `,"max_tool_calls":null`...)
	x.after = appendMember(x.after, "parallel_tool_calls", parallel)
	x.after = append(x.after, `,"previous_response_id":null`...)
	x.after = appendMember(x.after, "reasoning", member("reasoning", '{', `{"effort":null,"summary":null}`))
	x.after = append(x.after, `,"service_tier":"default","store":false`...)
	x.after = appendMember(x.after, "temperature", member("temperature", '0', "null"))
	x.after = appendMember(x.after, "text", text)
	x.after = appendMember(x.after, "tool_choice", choice)
	x.after = appendMember(x.after, "tools", member("tools", '[', "[]"))
	x.after = appendMember(x.after, "top_logprobs", member("top_logprobs", '0', "0"))
	x.after = appendMember(x.after, "top_p", member("top_p", '0', "null"))
	x.after = append(x.after, `,"truncation":"disabled"`...)
	x.after = appendMember(x.after, "user", member("user", '"', "null"))
	x.after = appendMember(x.after, "metadata", member("metadata", '{', "{}"))
	return x
}

// response writes the response object as it is now. Only items that are done are in it.
func (e *Encoder) response(dst []byte, status string) []byte {
	dst = jsonedit.AppendString(append(dst, `{"id":`...), "resp_"+e.salt)
	dst = strconv.AppendInt(append(dst, `,"object":"response","created_at":`...), e.created, 10)
	dst = append(append(append(dst, `,"status":"`...), status...), `","background":false`...)
	failure, reason := "null", "null"
	if status == "failed" {
		failure = e.failure
	}
	if status == "incomplete" {
		reason = `{"reason":"` + e.cut() + `"}`
	}
	dst = append(append(dst, `,"error":`...), failure...)
	dst = append(append(dst, `,"incomplete_details":`...), reason...)
	dst = append(dst, e.echo.before...)
	dst = jsonedit.AppendString(append(dst, `,"model":`...), e.model)
	dst = append(dst, `,"output":[`...)
	for i, done := 0, false; i < len(e.items); i++ {
		if e.items[i].open {
			continue
		}
		if done {
			dst = append(dst, ',')
		}
		dst, done = e.items[i].appendJSON(dst), true
	}
	dst = append(append(dst, ']'), e.echo.after...)
	dst = append(dst, `,"usage":`...)
	if status == "in_progress" || status == "failed" && e.usage == (usage{}) {
		dst = append(dst, "null"...)
	} else {
		dst = e.usage.appendJSON(dst)
	}
	return append(dst, '}')
}

// usage are counts of tokens.
type usage struct{ input, cached, output, reasoning, total int64 }

// read takes the counts of a chat completion. Some upstreams send them with
// every chunk; the last ones count.
func (u *usage) read(raw jsonedit.Raw) {
	if jsonedit.Kind(raw) != '{' {
		return
	}
	*u = usage{
		input:     count(raw, "prompt_tokens"),
		cached:    count(raw, "prompt_tokens_details", "cached_tokens"),
		output:    count(raw, "completion_tokens"),
		reasoning: count(raw, "completion_tokens_details", "reasoning_tokens"),
		total:     count(raw, "total_tokens"),
	}
	if u.total < u.input || u.total < u.output {
		u.total = u.input + u.output
	}
}

// count reads a number of tokens: never negative, and at most 2^53 so that sums
// and JavaScript clients can bear it.
func count(raw jsonedit.Raw, keys ...string) int64 {
	v, ok := jsonedit.Path(raw, keys...)
	if !ok {
		return 0
	}
	n, ok := jsonedit.Int(v)
	if !ok {
		f, err := strconv.ParseFloat(string(v), 64) // 12.0, as some Python servers write it
		if err != nil || !(f >= 0 && f <= 1<<53) {
			return 0
		}
		n = int64(f)
	}
	return min(max(n, 0), 1<<53)
}

// appendJSON writes the counts; zeros when the upstream told none, because
// clients (the AI SDK) refuse a complete response without them.
func (u usage) appendJSON(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"input_tokens":`...), u.input, 10)
	dst = strconv.AppendInt(append(dst, `,"input_tokens_details":{"cached_tokens":`...), u.cached, 10)
	dst = strconv.AppendInt(append(dst, `},"output_tokens":`...), u.output, 10)
	dst = strconv.AppendInt(append(dst, `,"output_tokens_details":{"reasoning_tokens":`...), u.reasoning, 10)
	dst = strconv.AppendInt(append(dst, `},"total_tokens":`...), u.total, 10)
	return append(dst, '}')
}
