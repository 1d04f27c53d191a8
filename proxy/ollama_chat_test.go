package proxy

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// ollamaClient is the real Go client on a private address.
func ollamaClient(t *testing.T, s *proxyServer) *api.Client {
	t.Helper()
	base, err := url.Parse(s.private)
	if err != nil {
		t.Fatal(err)
	}
	return api.NewClient(base, http.DefaultClient)
}

// chat collects what the client sees of one chat.
func chatWith(t *testing.T, c *api.Client, req *api.ChatRequest) (last api.ChatResponse, content, thinking string, calls []api.ToolCall, err error) {
	t.Helper()
	err = c.Chat(t.Context(), req, func(r api.ChatResponse) error {
		if r.Message.Role != "assistant" || r.CreatedAt.IsZero() || r.Model != req.Model {
			t.Errorf("line %+v", r)
		}
		content += r.Message.Content
		thinking += r.Message.Thinking
		calls = append(calls, r.Message.ToolCalls...)
		last = r
		return nil
	})
	return last, content, thinking, calls, err
}

func TestOllamaGoClientChats(t *testing.T) {
	usage := `data: {"id":"c1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}` + "\n\n"
	for _, c := range []struct {
		name              string
		events            []string
		think             *api.ThinkValue
		content, thinking string
	}{
		{"text", []string{roleChunk, chunk("Hello "), chunk("there"), stopChunk, usage, doneChunk}, nil, "Hello there", ""},
		{"tags are stripped", []string{roleChunk, chunk("<thi"), chunk("nk>x</think>\n\nHello"), stopChunk, usage, doneChunk}, nil, "Hello", ""},
		{"tags are moved when asked", []string{roleChunk, chunk("<thi"), chunk("nk>x</think>\n\nHello"), stopChunk, usage, doneChunk}, &api.ThinkValue{Value: true}, "Hello", "x"},
		{"reasoning fields", []string{`data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning":"hm"}}]}` + "\n\n", chunk("Hello"), stopChunk, usage, doneChunk}, nil, "Hello", "hm"},
		{"reasoning not wanted", []string{`data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning":"hm"}}]}` + "\n\n", chunk("Hello"), stopChunk, usage, doneChunk}, &api.ThinkValue{Value: false}, "Hello", ""},
		{"no done", []string{chunk("Hello"), stopChunk}, nil, "Hello", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			up := newUpstream(t, sseAnswer(c.events...))
			s := serve(t, up.config())
			last, content, thinking, _, err := chatWith(t, ollamaClient(t, s), &api.ChatRequest{Model: "gpt-4o", Think: c.think, Messages: []api.Message{{Role: "user", Content: "hi"}}, Options: map[string]any{"temperature": 0.5, "num_ctx": 4096}})
			if err != nil || content != c.content || thinking != c.thinking || !last.Done || last.DoneReason != "stop" {
				t.Errorf("%v %q %q %+v", err, content, thinking, last)
			}
			if c.name != "no done" && (last.PromptEvalCount != 3 || last.EvalCount != 4) {
				t.Errorf("counts %+v", last.Metrics)
			}
			got := up.last(t)
			if got.URI != "/v1/chat/completions" || !strings.Contains(got.Body, `"temperature":0.5`) || strings.Contains(got.Body, "num_ctx") || !strings.Contains(got.Body, `"stream":true`) {
				t.Errorf("upstream saw %s %s", got.URI, got.Body)
			}
		})
	}
	t.Run("not streamed", func(t *testing.T) {
		up := newUpstream(t, jsonAnswer(200, `{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"<think>x</think>Hello"},"finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}`))
		s := serve(t, up.config())
		no := false
		last, content, _, _, err := chatWith(t, ollamaClient(t, s), &api.ChatRequest{Model: "gpt-4o", Stream: &no, Messages: []api.Message{{Role: "user", Content: "hi"}}})
		if err != nil || content != "Hello" || last.DoneReason != "length" || last.EvalCount != 4 {
			t.Errorf("%v %q %+v", err, content, last)
		}
	})
	t.Run("an upstream that does not stream", func(t *testing.T) {
		up := newUpstream(t, jsonAnswer(200, `{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}`))
		s := serve(t, up.config())
		last, content, _, _, err := chatWith(t, ollamaClient(t, s), &api.ChatRequest{Model: "gpt-4o", Messages: []api.Message{{Role: "user", Content: "hi"}}})
		if err != nil || content != "Hello" || !last.Done {
			t.Errorf("%v %q %+v", err, content, last)
		}
	})
}

func TestOllamaToolsOverTwoTurns(t *testing.T) {
	up := newUpstream(t, sseAnswer(
		`data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_9","type":"function","function":{"name":"read","arguments":"{\"pa"}}]}}]}`+"\n\n",
		`data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"th\":\"a\"}"}}]}}]}`+"\n\n",
		`data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}`+"\n\n", doneChunk))
	s := serve(t, up.config())
	c := ollamaClient(t, s)
	messages := []api.Message{{Role: "user", Content: "read a"}}
	_, _, _, calls, err := chatWith(t, c, &api.ChatRequest{Model: "gpt-4o", Messages: messages})
	if err != nil || len(calls) != 1 || calls[0].Function.Name != "read" {
		t.Fatalf("%v %+v", err, calls)
	}
	if path, ok := calls[0].Function.Arguments.Get("path"); !ok || path != "a" {
		t.Errorf("arguments %v", calls[0].Function.Arguments)
	}
	up.answer = sseAnswer(chunk("done"), stopChunk, doneChunk)
	// As LangChain and Home Assistant do it: the result has neither id nor name.
	calls[0].ID = ""
	messages = append(messages, api.Message{Role: "assistant", ToolCalls: calls}, api.Message{Role: "tool", Content: "the file"})
	if _, content, _, _, err := chatWith(t, c, &api.ChatRequest{Model: "gpt-4o", Messages: messages}); err != nil || content != "done" {
		t.Errorf("%v %q", err, content)
	}
	var body struct {
		Messages []struct {
			Role       string
			ToolCallID string `json:"tool_call_id"`
			ToolCalls  []struct {
				ID       string
				Function struct{ Arguments string }
			} `json:"tool_calls"`
		}
	}
	mustJSON(t, up.last(t).Body, &body)
	if len(body.Messages) != 3 || body.Messages[1].ToolCalls[0].ID == "" || body.Messages[1].ToolCalls[0].ID != body.Messages[2].ToolCallID || body.Messages[1].ToolCalls[0].Function.Arguments != `{"path":"a"}` {
		t.Errorf("upstream saw %s", up.last(t).Body)
	}
}

func TestOllamaGenerateLoadAndUnload(t *testing.T) {
	up := newUpstream(t, sseAnswer(chunk("Hello"), stopChunk, doneChunk))
	s := serve(t, up.config())
	c := ollamaClient(t, s)
	var said string
	var last api.GenerateResponse
	err := c.Generate(t.Context(), &api.GenerateRequest{Model: "gpt-4o", System: "be kind", Prompt: "hi"}, func(r api.GenerateResponse) error {
		said += r.Response
		last = r
		return nil
	})
	if err != nil || said != "Hello" || !last.Done || !strings.Contains(up.last(t).Body, "be kind") {
		t.Errorf("%v %q %+v", err, said, last)
	}
	before := len(up.requests())
	for body, reason := range map[string]string{`{"model":"gpt-4o"}`: "load", `{"model":"gpt-4o:latest","prompt":"","keep_alive":0}`: "unload"} {
		resp := call(t, "POST", s.private+"/api/generate", body)
		if got := text(t, resp); resp.StatusCode != 200 || !strings.Contains(got, `"done_reason":"`+reason+`"`) || strings.Contains(got, "\n{") {
			t.Errorf("%s: %d %s", body, resp.StatusCode, got)
		}
	}
	if resp := call(t, "POST", s.private+"/api/generate", `{"model":"nope"}`); resp.StatusCode != 404 {
		t.Errorf("unknown model: %d", resp.StatusCode)
	}
	if len(up.requests()) != before {
		t.Error("loading called the upstream")
	}
}

func TestOllamaEmbeddings(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{"object":"list","data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2]}],"usage":{"prompt_tokens":5}}`))
	s := serve(t, up.config())
	c := ollamaClient(t, s)
	got, err := c.Embed(t.Context(), &api.EmbedRequest{Model: "text-embedding-3-small", Input: []string{"a", "b"}})
	if err != nil || len(got.Embeddings) != 2 || got.Embeddings[0][0] != 1 || got.Embeddings[1][1] != 4 || got.PromptEvalCount != 5 {
		t.Errorf("%v %+v", err, got)
	}
	up.answer = jsonAnswer(200, `{"data":[{"index":0,"embedding":[1,2]}]}`)
	old, err := c.Embeddings(t.Context(), &api.EmbeddingRequest{Model: "text-embedding-3-small", Prompt: "a"})
	if err != nil || len(old.Embedding) != 2 {
		t.Errorf("%v %+v", err, old)
	}
	up.answer = jsonAnswer(401, `{"error":{"message":"bad key"}}`)
	if resp := call(t, "POST", s.private+"/api/embed", `{"model":"e","input":"x"}`); resp.StatusCode != 400 || !strings.Contains(text(t, resp), "refused the API key") {
		t.Errorf("%d", resp.StatusCode)
	}
}

func TestOllamaErrorsAreAString(t *testing.T) {
	for status, want := range map[int]int{400: 400, 401: 400, 402: 400, 403: 400, 404: 404, 429: 429, 500: 500, 503: 503} {
		up := newUpstream(t, jsonAnswer(status, `{"error":{"message":"their words","type":"x"}}`))
		s := serve(t, up.config())
		for _, base := range []string{s.private, s.URL} {
			for _, path := range []string{"/api/chat", "/api/generate"} {
				resp := call(t, "POST", base+path, `{"model":"gpt-4o","prompt":"x","messages":[{"role":"user","content":"x"}]}`, bearer()...)
				var e struct{ Error string }
				mustJSON(t, text(t, resp), &e)
				if resp.StatusCode != want || e.Error == "" {
					t.Errorf("%d %s: %d %q", status, path, resp.StatusCode, e.Error)
				}
			}
		}
		_, _, _, _, err := chatWith(t, ollamaClient(t, s), &api.ChatRequest{Model: "gpt-4o", Messages: []api.Message{{Role: "user", Content: "hi"}}})
		var said api.StatusError
		if !errors.As(err, &said) || said.StatusCode != want || said.ErrorMessage == "" {
			t.Errorf("%d: the Go client sees %v", status, err)
		}
	}
}

func TestOllamaStreamThatBreaks(t *testing.T) {
	for name, answer := range broken {
		t.Run(name, func(t *testing.T) {
			up := newUpstream(t, answer)
			s := serve(t, up.config())
			resp := call(t, "POST", s.private+"/api/chat", `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}`)
			b, err := io.ReadAll(resp.Body)
			lines := strings.Split(strings.TrimSpace(string(b)), "\n")
			if err == nil || strings.Contains(string(b), `"done":true`) || !strings.HasPrefix(lines[len(lines)-1], `{"error":"`) {
				t.Errorf("%v %s", err, b)
			}
			_, content, _, _, err := chatWith(t, ollamaClient(t, s), &api.ChatRequest{Model: "gpt-4o", Messages: []api.Message{{Role: "user", Content: "hi"}}})
			if err == nil || content != "half" {
				t.Errorf("the Go client sees %q, %v", content, err)
			}
		})
	}
}

func TestOllamaSilenceIsFilledWithLines(t *testing.T) {
	goOn := make(chan struct{})
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		<-goOn
		sseAnswer(chunk("late"), stopChunk, doneChunk)(w, r)
	})
	s := serve(t, up.config())
	s.answerEarly, s.keepAlive = 20*time.Millisecond, 20*time.Millisecond
	resp := call(t, "POST", s.private+"/api/chat", `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}`)
	if got := resp.Header.Get("Content-Type"); got != "application/x-ndjson" {
		t.Errorf("content type %q", got)
	}
	dec := json.NewDecoder(resp.Body)
	for range 3 {
		var line api.ChatResponse
		if err := dec.Decode(&line); err != nil || line.Done || line.Message.Content != "" {
			t.Fatalf("%v %+v", err, line)
		}
	}
	close(goOn)
	var content string
	for {
		var line api.ChatResponse
		if err := dec.Decode(&line); err != nil {
			t.Fatal(err)
		}
		content += line.Message.Content
		if line.Done {
			break
		}
	}
	if content != "late" {
		t.Errorf("%q", content)
	}
}

func TestRefusedParametersAreLeftOutAndRemembered(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), `"temperature"`) {
			jsonAnswer(400, `{"error":{"message":"Unsupported parameter: 'temperature' is not supported with this model.","type":"invalid_request_error","param":"temperature","code":"unsupported_parameter"}}`)(w, r)
			return
		}
		sseAnswer(chunk("ok"), stopChunk, doneChunk)(w, r)
	})
	s := serve(t, up.config())
	body := `{"model":"strange-1","temperature":0.1,"top_p":1,"n":1,"stream":true,"messages":[{"role":"user","content":"x"}]}`
	for i, want := range []int{2, 3} { // the second request gets it right the first time
		resp := call(t, "POST", s.private+"/v1/chat/completions", body)
		if content, _ := contents(t, text(t, resp)); resp.StatusCode != 200 || content != "ok" {
			t.Errorf("request %d: %d %q", i, resp.StatusCode, content)
		}
		if n := len(up.requests()); n != want {
			t.Errorf("request %d: %d calls", i, n)
		}
	}
	if got := up.last(t).Body; strings.Contains(got, "top_p") || strings.Contains(got, `"n"`) {
		t.Errorf("its kin stayed: %s", got)
	}
	// With a password the proxy is transparent.
	if resp := call(t, "POST", s.URL+"/v1/chat/completions", body, bearer()...); resp.StatusCode != 400 {
		t.Errorf("B/v1 got %d", resp.StatusCode)
	}
	known := `{"model":"o3-mini","temperature":0.1,"top_p":1,"max_tokens":5,"stream":true,"messages":[{"role":"user","content":"x"}]}`
	before := len(up.requests())
	call(t, "POST", s.private+"/v1/chat/completions", known)
	if got := up.last(t).Body; len(up.requests()) != before+1 || strings.Contains(got, "temperature") || !strings.Contains(got, `"max_completion_tokens":5`) {
		t.Errorf("a known reasoning model: %s", got)
	}
}
