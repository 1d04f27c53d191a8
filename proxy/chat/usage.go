package chat

import (
	"bytes"

	"keyport/proxy/jsonedit"
)

// Usage is what an answer says of its own cost, in tokens; 0 where it says
// nothing.
type Usage struct{ In, Out int64 }

// Look takes note of what an event or a whole answer says: chat completions and
// embeddings name it at the top, the Responses API in the last event, Messages
// what went in at the beginning and what came out at the end. The quoted name
// with its colon cannot stand inside a JSON string.
func (u *Usage) Look(data []byte) {
	if !bytes.Contains(data, []byte(`"usage":`)) {
		return
	}
	for _, path := range [...][]string{{"usage"}, {"response", "usage"}, {"message", "usage"}} {
		if raw, ok := jsonedit.Path(data, path...); ok && jsonedit.Kind(raw) == '{' {
			u.read(raw)
			return
		}
	}
}

// Last is Look for the end of an answer that passes unread: it finds the last
// usage there is, if all of it came.
func (u *Usage) Last(tail []byte) {
	const name = `"usage":`
	at := bytes.LastIndex(tail, []byte(name))
	if at < 0 {
		return
	}
	if raw := jsonedit.First(tail[at+len(name):]); jsonedit.Kind(raw) == '{' {
		u.read(raw)
	}
}

func (u *Usage) read(raw jsonedit.Raw) {
	in, out := sum(raw, "prompt_tokens"), sum(raw, "completion_tokens")
	if in == 0 {
		// Anthropic counts what it took from its cache apart.
		in = sum(raw, "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
	}
	if out == 0 {
		out = sum(raw, "output_tokens")
	}
	if in > 0 {
		u.In = in
	}
	if out > 0 {
		u.Out = out
	}
}

// maxTokens bounds a number that an upstream made up.
const maxTokens = 1 << 40

func sum(raw jsonedit.Raw, keys ...string) (all int64) {
	for _, key := range keys {
		if n, ok := jsonedit.Path(raw, key); ok {
			if v, ok := jsonedit.Int(n); ok && v > 0 && v < maxTokens {
				all += v
			}
		}
	}
	return all
}
