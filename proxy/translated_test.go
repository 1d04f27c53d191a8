package proxy

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyport/proxy/params"
	"keyport/proxy/think"
)

const ollamaBody = `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}`

// keepOpen answers and then holds the connection until the client is gone.
func keepOpen(events ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sseAnswer(events...)(w, r)
		<-r.Context().Done()
	}
}

// Some gateways keep the connection open behind [DONE]. A client that waits for
// done:true must not wait for them.
func TestTheLastLineComesWithDone(t *testing.T) {
	for _, c := range []struct{ path, body, last string }{
		{"/api/chat", ollamaBody, `"done":true`},
		{"/api/generate", `{"model":"gpt-4o","prompt":"hi"}`, `"done":true`},
	} {
		t.Run(c.path, func(t *testing.T) {
			up := newUpstream(t, keepOpen(chunk("x"), stopChunk, doneChunk))
			s := serve(t, up.config())
			resp := call(t, "POST", s.private+c.path, c.body)
			time.AfterFunc(5*time.Second, func() { resp.Body.Close() })
			var got []byte
			for !strings.Contains(string(got), c.last) {
				b := make([]byte, 4096)
				n, err := resp.Body.Read(b)
				got = append(got, b[:n]...)
				if err != nil {
					t.Fatalf("%v behind %s", err, got)
				}
			}
		})
	}
}

// OpenRouter's way: the error stands beside choices. And a whole answer that is
// an error, with status 200.
func TestErrorsInsideAnswersAreMaskedInEveryDialect(t *testing.T) {
	inStream := `data: {"id":"c1","error":{"code":502,"message":"upstream said ` + testKey + `"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}` + "\n\n"
	alone := `data: {"error":{"code":"x","message":"upstream said ` + testKey + `"}}` + "\n\n"
	whole := `{"error":{"code":"x","message":"upstream said ` + testKey + `"}}`
	native := "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"x\",\"message\":\"upstream said " + testKey + "\"}}}\n\n"
	noResponses := func(answer http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/responses") {
				http.NotFound(w, r)
				return
			}
			answer(w, r)
		}
	}
	for _, c := range []struct {
		name       string
		answer     http.HandlerFunc
		path, body string
		private    bool
	}{
		{"chat, beside choices", sseAnswer(chunk("x"), inStream, doneChunk), "/api/chat", ollamaBody, true},
		{"chat, alone", sseAnswer(chunk("x"), alone), "/api/chat", ollamaBody, true},
		{"chat, whole", jsonAnswer(200, whole), "/api/chat", `{"stream":false,` + ollamaBody[1:], true},
		{"chat, whole for a stream", jsonAnswer(200, whole), "/api/chat", ollamaBody, true},
		{"completions, beside choices", sseAnswer(chunk("x"), inStream, doneChunk), "/v1/chat/completions", chatSSE, false},
		{"completions, private", sseAnswer(chunk("x"), inStream, doneChunk), "/v1/chat/completions", chatSSE, true},
		{"completions, whole", jsonAnswer(200, whole), "/v1/chat/completions", chatBody, false},
		{"responses, beside choices", noResponses(sseAnswer(chunk("x"), inStream, doneChunk)), "/v1/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`, false},
		{"responses, alone", noResponses(sseAnswer(chunk("x"), alone)), "/v1/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`, true},
		{"responses, whole", noResponses(jsonAnswer(200, whole)), "/v1/responses", `{"model":"gpt-4o","input":"hi"}`, true},
		{"responses, native", sseAnswer(native), "/v1/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`, true},
		{"embed", jsonAnswer(200, whole), "/api/embed", `{"model":"e","input":"x"}`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			up := newUpstream(t, c.answer)
			cfg := up.config()
			records := make(chan Record, 10)
			cfg.Observe = func(r Record) { records <- r }
			s := serve(t, cfg)
			base := s.URL
			if c.private {
				base = s.private
			}
			resp := call(t, "POST", base+c.path, c.body, bearer()...)
			b, _ := io.ReadAll(resp.Body)
			if strings.Contains(string(b), "CANARY") {
				t.Errorf("the key came out: %s", b)
			}
			if strings.Contains(string(b), `"done":true`) || strings.Contains(string(b), "response.completed") {
				t.Errorf("an error looks like a good end: %s", b)
			}
			if r := <-records; r.Code == "" && c.path != "/v1/chat/completions" {
				t.Errorf("on record as good: %+v\n%s", r, b)
			}
		})
	}
}

// The address that Open WebUI and Raycast know has ":latest", also with a password.
func TestLatestIsUnderstoodWithAPassword(t *testing.T) {
	up := newUpstream(t, sseAnswer(chunk("x"), stopChunk, doneChunk))
	cfg := up.config()
	cfg.Aliases = map[string]string{"fast": "qwen3-8b"}
	s := serve(t, cfg)
	text(t, call(t, "GET", s.private+"/api/tags", ""))
	for _, base := range []string{s.URL, s.private} {
		for _, c := range []struct{ name, want string }{{"gpt-4o:latest", "gpt-4o"}, {"fast:latest", "qwen3-8b"}, {"other:latest", "other:latest"}} {
			text(t, call(t, "POST", base+"/api/chat", strings.Replace(ollamaBody, "gpt-4o", c.name, 1), bearer()...))
			if got := up.last(t).Body; !strings.Contains(got, `"model":"`+c.want+`"`) {
				t.Errorf("%s: %s", c.name, got)
			}
		}
	}
}

// Apps that start together with Keyport load their model before the list has come.
func TestLoadingWaitsForTheFirstList(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	goOn := make(chan struct{})
	inner := up.Config.Handler
	up.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/models") {
			<-goOn
		}
		inner.ServeHTTP(w, r)
	})
	s := serve(t, up.config())
	time.AfterFunc(50*time.Millisecond, func() { close(goOn) })
	resp := call(t, "POST", s.private+"/api/generate", `{"model":"gpt-4o"}`)
	if got := text(t, resp); resp.StatusCode != 200 {
		t.Errorf("%d %s", resp.StatusCode, got)
	}
}

// A model that the list leaves out is described by the built-in table.
func TestUnlistedModelsThinkWhenAsked(t *testing.T) {
	up := newUpstream(t, sseAnswer(chunk("x"), stopChunk, doneChunk))
	s := serve(t, up.config())
	text(t, call(t, "POST", s.private+"/api/chat", `{"model":"o3-mini","think":"high","messages":[{"role":"user","content":"hi"}]}`))
	if got := up.last(t).Body; !strings.Contains(got, `"reasoning_effort":"high"`) {
		t.Errorf("%s", got)
	}
}

func TestThinkingByModeAndWish(t *testing.T) {
	tags := []string{chunk("<think>deep</think>"), chunk("said"), stopChunk, doneChunk}
	field := []string{`data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_content":"deep"}}]}` + "\n\n", chunk("said"), stopChunk, doneChunk}
	for _, c := range []struct {
		mode            think.Mode
		wish            string
		events          []string
		content, though string
	}{
		{think.Strip, `null`, tags, "said", ""},
		{think.Strip, `true`, tags, "said", "deep"},
		{think.Strip, `"low"`, tags, "said", "deep"},
		{think.Strip, `false`, tags, "said", ""},
		{think.Keep, `null`, tags, "<think>deep</think>said", ""},
		{think.Keep, `true`, tags, "<think>deep</think>said", ""},
		{think.Keep, `false`, tags, "<think>deep</think>said", ""},
		{think.Reasoning, `null`, tags, "said", "deep"},
		{think.Reasoning, `true`, tags, "said", "deep"},
		{think.Reasoning, `false`, tags, "said", ""},
		{think.Strip, `null`, field, "said", "deep"},
		{think.Keep, `true`, field, "said", "deep"},
		{think.Strip, `false`, field, "said", ""},
	} {
		for _, path := range []string{"/api/chat", "/api/generate"} {
			for _, whole := range []bool{false, true} {
				up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
					if !whole {
						sseAnswer(c.events...)(w, r)
						return
					}
					if c.events[0] == tags[0] {
						jsonAnswer(200, `{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"<think>deep</think>said"},"finish_reason":"stop"}]}`)(w, r)
						return
					}
					jsonAnswer(200, `{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"said","reasoning_content":"deep"},"finish_reason":"stop"}]}`)(w, r)
				})
				cfg := up.config()
				cfg.Rules = []Rule{{Models: []string{"gpt-*"}, Think: &think.Options{Mode: c.mode}, Params: params.Rule{}}}
				s := serve(t, cfg)
				for _, stream := range []string{"true", "false"} {
					if whole == (stream == "true") {
						continue
					}
					resp := call(t, "POST", s.private+path, `{"model":"gpt-4o","stream":`+stream+`,"think":`+c.wish+`,"prompt":"hi","messages":[{"role":"user","content":"hi"}]}`)
					var content, thought string
					for line := range strings.SplitSeq(strings.TrimSpace(text(t, resp)), "\n") {
						var l struct {
							Message            struct{ Content, Thinking string }
							Response, Thinking string
						}
						if err := json.Unmarshal([]byte(line), &l); err != nil {
							t.Fatal(err, line)
						}
						content += l.Message.Content + l.Response
						thought += l.Message.Thinking + l.Thinking
					}
					if content != c.content || thought != c.though {
						t.Errorf("%s %s %s whole %v: %q %q", path, c.mode, c.wish, whole, content, thought)
					}
				}
			}
		}
	}
}
