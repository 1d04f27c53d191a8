package ollama

import (
	"encoding/json"
	"strconv"
	"time"

	"keyport/proxy/jsonedit"
)

// part is what a line brings. Empty members are left out, but for the text:
// Zed and Continue want role and content in every line, while a thinking of ""
// makes LangChain drop the text.
type part struct {
	text, thought string
	calls         []byte // JSON array
	logprobs      json.RawMessage
}

// appendHead opens a line with the model and the time.
func appendHead(dst []byte, model jsonedit.Raw, now time.Time) []byte {
	dst = append(append(dst, `{"model":`...), model...)
	dst = now.UTC().AppendFormat(append(dst, `,"created_at":"`...), time.RFC3339Nano)
	return append(dst, `",`...)
}

// appendText completes a line in the middle of an answer.
func (e *Encoder) appendText(dst []byte, p part) []byte {
	return append(e.appendMessage(dst, p), `"done":false}`...)
}

// appendMessage writes what the line brings, in chat's shape or generate's.
func (e *Encoder) appendMessage(dst []byte, p part) []byte {
	if e.generate {
		dst = append(dst, `"response":`...)
	} else {
		dst = append(dst, `"message":{"role":"assistant","content":`...)
	}
	dst = jsonedit.AppendString(dst, p.text)
	if p.thought != "" {
		dst = jsonedit.AppendString(append(dst, `,"thinking":`...), p.thought)
	}
	if p.calls != nil {
		dst = append(append(dst, `,"tool_calls":`...), p.calls...)
	}
	if !e.generate {
		dst = append(dst, '}')
	}
	if p.logprobs != nil {
		dst = append(append(dst, `,"logprobs":`...), p.logprobs...)
	}
	return append(dst, ',')
}

// appendEnd completes the last line: why it ended, the counts, the durations.
// Counts stand here only, because LangChain adds up those of all lines. Where the
// upstream gave none, eval_count is an estimate, because ollama-ai-provider
// rejects a whole answer without it, and prompt_eval_count is left out, as by a
// server that had the prompt in its cache: VS Code then counts for itself.
func (e *Encoder) appendEnd(dst []byte, now time.Time) []byte {
	dst = append(dst, `"done":true,"done_reason":"`...)
	dst = append(append(dst, doneReason(e.reason)...), '"')
	// The tokens of the conversation, which nobody here has. ollama-ai-provider-v2
	// demands the member from generate; a raw prompt has none in Ollama either.
	if e.generate && !e.raw {
		dst = append(dst, `,"context":[]`...)
	}
	// Clients divide by these: integers of nanoseconds, at least 1.
	total := max(now.Sub(e.start), 1)
	prompt := time.Duration(1)
	if !e.first.IsZero() {
		prompt = min(max(e.first.Sub(e.start), 1), total)
	}
	dst = appendInt(dst, "total_duration", int64(total))
	dst = appendInt(dst, "load_duration", 1)
	if e.usage.known {
		dst = appendInt(dst, "prompt_eval_count", e.usage.prompt)
	}
	dst = appendInt(dst, "prompt_eval_duration", int64(prompt))
	eval := e.usage.completion
	if !e.usage.known {
		eval = int64(max(e.length/bytesPerToken, 1))
	}
	dst = appendInt(dst, "eval_count", eval)
	return append(appendInt(dst, "eval_duration", int64(max(total-prompt, 1))), '}')
}

// bytesPerToken is a rule of thumb for European languages and code.
const bytesPerToken = 4

func appendInt(dst []byte, key string, n int64) []byte {
	dst = append(append(append(dst, `,"`...), key...), `":`...)
	return strconv.AppendInt(dst, n, 10)
}

// doneReason is Ollama's word for a finish reason; it has none for tool calls.
func doneReason(finish string) string {
	switch finish {
	case "length", "max_tokens", "MAX_TOKENS", "model_length":
		return "length"
	}
	return "stop"
}
