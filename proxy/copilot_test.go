package proxy

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"keyport/proxy/params"
	"keyport/proxy/secret"
)

// copilotBody is a turn as Copilot's built-in Ollama provider sends it.
const copilotBody = `{"model":"qwen3-8b","messages":[{"role":"system","content":"You are an expert.","copilot_cache_control":{"type":"ephemeral"}},` +
	`{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","media_type":"image/png"}}],"copilot_references":[]},` +
	`{"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}],"cot_id":"x","cot_summary":"y"},{"role":"tool","tool_call_id":"call_1","content":"ok"}],` +
	`"temperature":0.1,"top_p":1,"n":1,"stream":true,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}]}`

// copilot sends what Copilot Chat sends, raw over HTTP/1.1, and reads answers by its rules.
type copilot struct {
	t    *testing.T
	s    *proxyServer
	base string // the configured URL, used verbatim
}

// send joins by plain string concatenation, as the extension does.
func (c copilot) send(method, path, body string, headers ...string) (int, string) {
	c.t.Helper()
	addr := c.s.Listener.Addr().String()
	target := strings.TrimPrefix(c.base, c.s.URL) + path
	resp := rawCall(c.t, addr, method, target, body, append([]string{"User-Agent", "GitHubCopilotChat/0.42.0", "X-VSCode-User-Agent-Library-Version", "node-http"}, headers...)...)
	return resp.StatusCode, text(c.t, resp)
}

// discover makes the three calls of discovery and checks what Copilot reads of their answers.
func (c copilot) discover() map[string]map[string]any {
	c.t.Helper()
	_, body := c.send("GET", "/api/version", "")
	var version struct{ Version string }
	mustJSON(c.t, body, &version)
	var major, minor, patch int
	if n, _ := fmt.Sscanf(version.Version, "%d.%d.%d", &major, &minor, &patch); n != 3 || major == 0 && (minor < 6 || minor == 6 && patch < 4) {
		c.t.Fatalf("version %q", version.Version)
	}
	_, body = c.send("GET", "/api/tags", "")
	var tags struct{ Models []struct{ Model string } }
	mustJSON(c.t, body, &tags)
	found := map[string]map[string]any{}
	for _, m := range tags.Models {
		_, body := c.send("POST", "/api/show", `{"model": "`+m.Model+`"}`, "Content-Type", "application/json")
		var show struct {
			Capabilities []string
			ModelInfo    map[string]any `json:"model_info"`
		}
		mustJSON(c.t, body, &show)
		arch, _ := show.ModelInfo["general.architecture"].(string)
		context, ok := show.ModelInfo[arch+".context_length"].(float64)
		if arch == "" || !ok || context < 1 {
			c.t.Errorf("%s: no context length in %s", m.Model, body)
		}
		if show.ModelInfo["general.basename"] != m.Model {
			c.t.Errorf("%s is shown as %v", m.Model, show.ModelInfo["general.basename"])
		}
		if !slices.Contains(show.Capabilities, "tools") {
			c.t.Errorf("%s is not there in agent mode: %v", m.Model, show.Capabilities)
		}
		found[m.Model] = show.ModelInfo
	}
	return found
}

// answer is what Copilot shows of a stream.
type copilotAnswer struct {
	text, reasoning string
	finish          string
	calls           map[string]string // id → name + arguments
	order           []string
	errored         string
}

func (c copilot) ask(body string) copilotAnswer {
	c.t.Helper()
	status, stream := c.send("POST", "/v1/chat/completions", body, "Content-Type", "application/json", "Authorization", "Bearer ",
		"X-Request-Id", "r1", "OpenAI-Intent", "conversation-agent", "X-GitHub-Api-Version", "2025-05-01", "X-Initiator", "user", "X-Interaction-Id", "i", "Cookie", "a=b", "Sec-Fetch-Mode", "cors")
	if status != 200 {
		c.t.Fatalf("status %d: %s", status, stream)
	}
	return readCopilot(c.t, stream)
}

// readCopilot reads a stream with the rules of Copilot's own parser.
func readCopilot(t *testing.T, stream string) copilotAnswer {
	t.Helper()
	a := copilotAnswer{calls: map[string]string{}}
	current := ""
	lines := bufio.NewScanner(strings.NewReader(stream))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == ':' {
			continue
		}
		if !strings.HasPrefix(line, "data:") || strings.HasSuffix(line, "\r") {
			t.Errorf("a line that Copilot logs as an error: %q", line)
			continue
		}
		data := strings.TrimSpace(line[5:])
		if data == "[DONE]" {
			break
		}
		var e struct {
			Choices *[]struct {
				Delta struct {
					Content          *string
					ReasoningText    string `json:"reasoning_text"`
					ReasoningContent string `json:"reasoning_content"`
					CotID            any    `json:"cot_id"`
					ToolCalls        []struct {
						ID       string
						Function struct{ Name, Arguments string }
					} `json:"tool_calls"`
				}
				FinishReason *string `json:"finish_reason"`
			}
			Usage *struct {
				Prompt     *float64 `json:"prompt_tokens"`
				Completion *float64 `json:"completion_tokens"`
				Total      *float64 `json:"total_tokens"`
			}
			Error *struct{ Message, Code string }
		}
		mustJSON(t, data, &e)
		if e.Choices == nil {
			if e.Error == nil {
				t.Errorf("an event without choices: %s", data)
				continue
			}
			a.errored = e.Error.Code
			continue
		}
		if e.Usage != nil && (e.Usage.Prompt == nil || e.Usage.Completion == nil || e.Usage.Total == nil) {
			t.Errorf("usage without numbers: %s", data)
		}
		for _, choice := range *e.Choices {
			d := choice.Delta
			if d.Content != nil {
				a.text += *d.Content
			}
			if d.ReasoningText != d.ReasoningContent {
				t.Errorf("old and new builds show different reasoning: %s", data)
			}
			if d.CotID != nil {
				t.Error("a reasoning id left")
			}
			a.reasoning += d.ReasoningText
			for _, call := range d.ToolCalls {
				if call.ID != "" && call.ID != current {
					current = call.ID
					if _, known := a.calls[current]; !known {
						a.order = append(a.order, current)
					}
				}
				if current == "" {
					t.Error("a tool call without id")
				}
				a.calls[current] += call.Function.Name + call.Function.Arguments
			}
			if choice.FinishReason != nil {
				a.finish = *choice.FinishReason
			}
		}
	}
	return a
}

func mustJSON(t *testing.T, s string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), v); err != nil {
		t.Fatalf("%v in %q", err, s)
	}
}

// rawCall writes a request line as it is.
func rawCall(t *testing.T, addr, method, target, body string, headers ...string) *http.Response {
	t.Helper()
	conn := dial(t, addr)
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, target, addr)
	for i := 0; i < len(headers); i += 2 {
		_, _ = fmt.Fprintf(&b, "%s: %s\r\n", headers[i], headers[i+1])
	}
	if body != "" {
		_, _ = fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	_, _ = io.WriteString(conn, b.String()+"\r\n"+body)
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// byteByByte answers with a stream whose every byte is a write of its own, and
// whose text is cut into events of one byte each.
func byteByByte(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		stream := roleChunk
		for _, r := range text {
			stream += chunk(string(r))
		}
		stream += stopChunk + "data: {\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}\n\n" + doneChunk
		for i := range len(stream) {
			_, _ = io.WriteString(w, stream[i:i+1])
			w.(http.Flusher).Flush()
		}
	}
}

func TestCopilotSequence(t *testing.T) {
	up := newUpstream(t, byteByByte("\n<think>secret plan, a < b</think>\n\nHello <b>world</b>, 1 < 2!"))
	cfg := up.config()
	cfg.Prefix = "/work"
	cfg.Rules = []Rule{{Models: []string{"qwen3*"}, Params: params.Rule{Force: []params.Param{{Name: "temperature", Value: json.RawMessage("0.6")}}, Remove: []string{"top_p"}}}}
	for name, prefix := range map[string]string{"plain": "", "with prefix": "/work"} {
		cfg.Prefix = prefix
		s := serve(t, cfg)
		for _, slash := range []string{"", "/"} {
			t.Run(name+slash, func(t *testing.T) {
				c := copilot{t, s, s.private + slash}
				models := c.discover()
				if len(models) != 3 || models["qwen3-8b"] == nil || models["text-embedding-3-small"] != nil {
					t.Errorf("models %v", models)
				}
				if got := models["deepseek/deepseek-r1:free"]["gpt.context_length"]; got != float64(163840) {
					t.Errorf("the upstream's context length was not used: %v", got)
				}
				a := c.ask(copilotBody)
				if a.text != "Hello <b>world</b>, 1 < 2!" || a.finish != "stop" || a.reasoning != "" {
					t.Errorf("answer %+v", a)
				}
				got := up.last(t)
				if got.URI != "/v1/chat/completions" {
					t.Errorf("URI %s", got.URI)
				}
				var body map[string]any
				mustJSON(t, got.Body, &body)
				if body["temperature"] != 0.6 || body["top_p"] != nil || body["n"] != float64(1) {
					t.Errorf("parameters: %s", got.Body)
				}
				for _, word := range []string{"copilot_", "cot_", "media_type"} {
					if strings.Contains(got.Body, word) {
						t.Errorf("%s went upstream: %s", word, got.Body)
					}
				}
				for h := range got.Header {
					if strings.HasPrefix(h, "X-") || h == "Cookie" || h == "Openai-Intent" || strings.HasPrefix(h, "Sec-") {
						t.Errorf("header %s went upstream", h)
					}
				}
				if got.Header.Get("Authorization") != "Bearer "+testKey {
					t.Error("not our key")
				}
			})
		}
	}
}

func TestPrivateAddressSaysOllama(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	for _, path := range []string{"", "/", "//"} {
		for _, method := range []string{"GET", "HEAD"} {
			resp := call(t, method, s.private+path, "")
			if body := text(t, resp); resp.StatusCode != 200 || method == "GET" && body != "Ollama is running" {
				t.Errorf("%s %q: %d %q", method, path, resp.StatusCode, body)
			}
		}
	}
	for path, want := range map[string]int{"//api//tags": 200, "/v1/api/tags": 200, "/v1/v1/models": 200, "/api/api/tags": 200, "/api/ps": 200, "/api/status": 200, "/api/experimental/model-recommendations": 200, "/api/nothing": 404, "/v1/files": 404} {
		if resp := call(t, "GET", s.private+path, ""); resp.StatusCode != want {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/api/me", "", 404, `"error":"`},
		{"DELETE", "/api/delete", `{"model":"x"}`, 400, "models come from the upstream"},
		{"POST", "/api/copy", `{}`, 400, "models come from the upstream"},
		{"POST", "/api/show", `{"model":"nope"}`, 404, "model 'nope' not found"},
		{"POST", "/api/show", `{}`, 400, "model is required"},
		{"POST", "/api/show", `{"model":"","name":"gpt-4o:latest"}`, 200, `"capabilities":["completion","tools","vision"]`},
		{"POST", "/api/pull", `{"model":"gpt-4o"}`, 200, `{"status":"success"}`},
		{"POST", "/api/pull", `{"model":"nope"}`, 200, `"error":"pull model manifest: file does not exist"`},
		{"POST", "/api/pull", `{"model":"nope","stream":false}`, 404, `"error":"`},
		{"GET", "/api/show", "", 405, `"error":"`},
		{"HEAD", "/api/blobs/sha256:x", "", 404, ""},
		{"POST", "/api/blobs/sha256:x", "x", 400, "models come from the upstream"},
		{"GET", "/v1/models/deepseek%2Fdeepseek-r1:free", "", 200, `"id":"deepseek/deepseek-r1:free"`},
		{"GET", "/v1/models/deepseek/deepseek-r1:free", "", 200, `"id":"deepseek/deepseek-r1:free"`},
	} {
		resp := call(t, c.method, s.private+c.path, c.body)
		if body := text(t, resp); resp.StatusCode != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s %s: %d %s", c.method, c.path, resp.StatusCode, body)
		}
	}
	if n := len(up.requests()); n != 0 {
		t.Errorf("the upstream was called %d times", n)
	}
	up.answer = jsonAnswer(200, `{}`)
	call(t, "POST", s.private+"/v1/chat/completions?x=1", `{"model":"gpt-4o:latest"}`)
	if got := up.last(t); got.URI != "/v1/chat/completions" || got.Body != `{"model":"gpt-4o"}` {
		t.Errorf("upstream saw %s %s", got.URI, got.Body)
	}
}

func TestRepairsForCopilot(t *testing.T) {
	event := func(s string) string { return "data: " + s + "\n\n" }
	for _, c := range []struct {
		name   string
		events []string
		check  func(copilotAnswer) bool
	}{
		{"ids are invented and differ", []string{
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"a","arguments":"{\"x\""}}]}}]}`),
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}`),
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"","function":{"name":"b","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`), doneChunk,
		}, func(a copilotAnswer) bool {
			return len(a.order) == 2 && a.calls[a.order[0]] == `a{"x":1}` && a.calls[a.order[1]] == "b{}"
		}},
		{"the same id twice", []string{
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"a","arguments":"{}"}},{"index":1,"id":"c","function":{"name":"b","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`), doneChunk,
		}, func(a copilotAnswer) bool {
			return len(a.order) == 2 && a.calls["c"] == "a{}" && a.calls[a.order[1]] == "b{}"
		}},
		{"two calls under one index", []string{
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"a","arguments":"{}"}}]}}]}`),
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"d","function":{"name":"b","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}`), doneChunk,
		}, func(a copilotAnswer) bool { return a.calls["c"] == "a{}" && a.calls["d"] == "b{}" }},
		{"fragments that take turns", []string{
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"a","arguments":"["}}]}}]}`),
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"d","function":{"name":"b","arguments":"["}}]}}]}`),
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1]"}}]}}]}`),
			event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"2]"}}]},"finish_reason":"tool_calls"}]}`), doneChunk,
		}, func(a copilotAnswer) bool { return a.calls["c"] == "a[1]" && a.calls["d"] == "b[2]" }},
		{"reasoning under one name", []string{event(`{"choices":[{"index":0,"delta":{"reasoning":"hm","cot_id":"1"}}]}`), chunk("x"), stopChunk, doneChunk}, func(a copilotAnswer) bool { return a.reasoning == "hm" && a.text == "x" }},
		{"no finish reason", []string{chunk("x"), doneChunk}, func(a copilotAnswer) bool { return a.finish == "stop" && a.text == "x" }},
		{"no finish reason behind a call", []string{event(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"a","arguments":"{}"}}]}}]}`), doneChunk}, func(a copilotAnswer) bool { return a.finish == "tool_calls" }},
		{"a foreign finish reason", []string{chunk("x"), event(`{"choices":[{"index":0,"delta":{},"finish_reason":"end_turn"}]}`), doneChunk}, func(a copilotAnswer) bool { return a.finish == "stop" }},
		{"usage without choices and total", []string{chunk("x"), stopChunk, event(`{"usage":{"prompt_tokens":1,"completion_tokens":2}}`), doneChunk}, func(a copilotAnswer) bool { return a.text == "x" }},
		{"event names, ids and CRLF", []string{strings.ReplaceAll("event: message\nid: 1\n"+chunk("x")+stopChunk+doneChunk, "\n", "\r\n")}, func(a copilotAnswer) bool { return a.text == "x" && a.finish == "stop" }},
		{"content in parts", []string{event(`{"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}}]}`), event(`{"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"x"}]}}]}`), stopChunk, doneChunk}, func(a copilotAnswer) bool { return a.text == "x" && a.reasoning == "hm" }},
		{"a beginning of a tag at the end", []string{chunk("x <th"), stopChunk, doneChunk}, func(a copilotAnswer) bool { return a.text == "x <th" }},
		{"the upstream's own error", []string{chunk("x"), event(`{"error":{"message":"overloaded ` + testKey + `","code":"o"}}`)}, func(a copilotAnswer) bool { return a.errored == "o" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			up := newUpstream(t, sseAnswer(c.events...))
			s := serve(t, up.config())
			stream := text(t, call(t, "POST", s.private+"/v1/chat/completions", chatSSE))
			if a := readCopilot(t, stream); !c.check(a) || strings.Contains(stream, testKey) {
				t.Errorf("%+v\n%s", a, stream)
			}
		})
	}
}

func TestCursorClient(t *testing.T) {
	events := []string{
		`data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}` + "\n\n",
		`data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_content":"let me "},"finish_reason":null}],"usage":null}` + "\n\n",
		`data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_content":"see"},"finish_reason":null}], "usage" : null}` + "\n\n",
		`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Done ✓"},"finish_reason":null}]}` + "\n\n",
		`data: {"id":"c1","choices":[{"finish_reason": null,"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"finish_reason\":null}"}}]}}]}` + "\n\n",
		`data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}` + "\n\n",
		`data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n",
		`data: {"id":"c1","choices":[],"usage":{"prompt_tokens":1}}` + "\n\n", doneChunk,
	}
	up := newUpstream(t, sseAnswer(events...))
	cfg := up.config()
	cfg.Clients = append(cfg.Clients, Client{Name: "Cursor", Password: secret.New("kp-cursor"), Cursor: true})
	s := serve(t, cfg)
	body := `{"model":"gpt-4o","stream":true,"messages":[{"role":"assistant","content":"<think>old</think>\n\nanswer <think>x</think>"},{"role":"user","content":"<think>mine</think>"}]}`
	got := text(t, call(t, "POST", s.URL+"/v1/chat/completions", body, "Authorization", "Bearer kp-cursor"))
	content, _ := contents(t, got)
	if content != "<think>let me see</think>Done ✓" {
		t.Errorf("content %q", content)
	}
	if strings.Contains(got, `"finish_reason":null`) || strings.Contains(got, `"finish_reason": null`) || strings.Contains(got, `"usage":null`) || strings.Contains(got, `"usage" : null`) || strings.Contains(got, "reasoning_content") {
		t.Errorf("not cleaned: %s", got)
	}
	if strings.Count(got, `"finish_reason":"`) != 1 || !strings.Contains(got, `"finish_reason":"tool_calls"`) || !strings.Contains(got, `"prompt_tokens":1`) || !strings.Contains(got, `{\"finish_reason\":null}`) {
		t.Errorf("finish, usage or arguments: %s", got)
	}
	if sent := up.last(t).Body; sent != `{"model":"gpt-4o","stream":true,"messages":[{"role":"assistant","content":"answer <think>x</think>"},{"role":"user","content":"<think>mine</think>"}]}` {
		t.Errorf("upstream saw %s", sent)
	}
	up.answer = jsonAnswer(200, `{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"x","reasoning":"r"}}],"usage":null}`)
	plain := text(t, call(t, "POST", s.URL+"/v1/chat/completions", chatBody, "Authorization", "Bearer kp-cursor"))
	if plain != `{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"<think>r</think>x"}}]}` {
		t.Errorf("plain %s", plain)
	}
}
