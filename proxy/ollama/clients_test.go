package ollama_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"keyport/proxy/ollama"
)

// checkLines reads lines as the clients do. complete says that the stream
// ended well.
func checkLines(t *testing.T, r *ollama.Request, lines []byte, complete bool) {
	t.Helper()
	if len(lines) > 0 && lines[len(lines)-1] != '\n' {
		t.Errorf("the last line does not end: %q", lines)
	}
	all := bytes.Split(bytes.TrimSuffix(lines, []byte("\n")), []byte("\n"))
	for i, line := range all {
		if len(lines) == 0 {
			break
		}
		last := i == len(all)-1
		readAsGo(t, line)
		checkShape(t, line, complete && last)
	}
	if complete && len(lines) == 0 {
		t.Error("no line at all")
	}
}

// readAsGo does what the official Go client does with a line: first it looks for
// an error, which must be a string, then it decodes. An empty line fails here.
func readAsGo(t *testing.T, line []byte) {
	t.Helper()
	var fault struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(line, &fault); err != nil || fault.Error != "" {
		t.Errorf("the Go client reads an error: %v %q in %q", err, fault.Error, line)
	}
	var err error
	var metrics api.Metrics
	if bytes.Contains(line, []byte(`","response":`)) {
		var v api.GenerateResponse
		err = json.Unmarshal(line, &v)
		metrics = v.Metrics
	} else {
		var v api.ChatResponse
		err = json.Unmarshal(line, &v)
		metrics = v.Metrics
	}
	if err != nil {
		t.Errorf("the Go client: %v in %q", err, line)
	}
	if metrics.EvalCount > 0 && metrics.EvalDuration < 1 || metrics.PromptEvalCount > 0 && metrics.PromptEvalDuration < 1 {
		t.Errorf("a client would divide by zero: %q", line)
	}
}

// checkShape holds what other clients demand of a line:
//   - Zed (serde): model, created_at, message with role and content, done, all there and of their type
//   - ollama-python (pydantic): message.role, for generate response; no blank line
//   - ollama-js: an "error" member, even null, throws; the stream must end with done
//   - Continue: role is "assistant" in every chunk, and there always is a message
//   - LangChain: counts on the last line only, no empty thinking, no thinking beside text
//   - ollama-ai-provider (zod): eval_count on the last line; its successor: context at the end of generate
//   - the VS Code extension: arguments is an object, counts are numbers, done at the end
func checkShape(t *testing.T, line []byte, last bool) {
	t.Helper()
	wrong := func(what string) { t.Errorf("%s in %q", what, line) }
	var v map[string]any
	if err := json.Unmarshal(line, &v); err != nil {
		wrong(err.Error())
		return
	}
	if _, ok := v["model"].(string); !ok {
		wrong("model is no string")
	}
	if s, ok := v["created_at"].(string); !ok {
		wrong("created_at is no string")
	} else if _, err := time.Parse(time.RFC3339, s); err != nil {
		wrong("created_at is no time")
	}
	done, ok := v["done"].(bool)
	if !ok || done != last {
		wrong("done")
	}
	if _, ok := v["error"]; ok {
		wrong("error member")
	}
	if context, ok := v["context"]; ok && (!done || v["response"] == nil || len(context.([]any)) > 0) {
		wrong("context")
	}
	holder, text := v, "response"
	if _, ok := v["response"]; !ok {
		message, ok := v["message"].(map[string]any)
		if !ok || message["role"] != "assistant" {
			wrong("message without its role")
			return
		}
		holder, text = message, "content"
	}
	content, ok := holder[text].(string)
	if !ok {
		wrong(text + " is no string")
	}
	if thinking, ok := holder["thinking"]; ok && (thinking == "" || content != "" && !done) {
		wrong("thinking")
	}
	if calls, ok := holder["tool_calls"]; ok {
		checkCalls(calls, wrong)
	}
	for _, key := range []string{"total_duration", "load_duration", "prompt_eval_duration", "eval_duration", "prompt_eval_count", "eval_count", "done_reason"} {
		if _, ok := v[key]; ok && !done {
			wrong(key + " before the end")
		}
	}
	for _, key := range []string{"total_duration", "load_duration", "prompt_eval_duration", "eval_duration"} {
		if n, ok := v[key].(float64); done && (!ok || n < 1 || n != math.Trunc(n)) {
			wrong(key)
		}
	}
	if _, ok := v["eval_count"].(float64); done && !ok {
		wrong("no eval_count")
	}
	if reason := v["done_reason"]; done && reason != "stop" && reason != "length" {
		wrong("done_reason")
	}
}

func checkCalls(v any, wrong func(string)) {
	calls, ok := v.([]any)
	if !ok || len(calls) == 0 {
		wrong("tool_calls")
		return
	}
	seen := map[any]bool{}
	for _, c := range calls {
		call, ok := c.(map[string]any)
		if !ok {
			wrong("a call is no object")
			return
		}
		if id, ok := call["id"].(string); !ok || id == "" || seen[id] {
			wrong("id of a call")
		}
		seen[call["id"]] = true
		function, ok := call["function"].(map[string]any)
		if !ok {
			wrong("function")
			return
		}
		if _, ok := function["name"].(string); !ok {
			wrong("name of a call")
		}
		if _, ok := function["arguments"].(map[string]any); !ok {
			wrong("arguments are no object")
		}
	}
}
