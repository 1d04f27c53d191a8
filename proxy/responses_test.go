package proxy

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

func TestResponsesArePassedOnOrTranslated(t *testing.T) {
	native := "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}\n\nevent: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r1\"}}\n\n"
	body := `{"model":"gpt-4o","stream":true,"input":"hi"}`
	t.Run("passed on", func(t *testing.T) {
		up := newUpstream(t, sseAnswer(native))
		s := serve(t, up.config())
		for _, base := range []string{s.URL, s.private} {
			if got := text(t, call(t, "POST", base+"/v1/responses", body, bearer()...)); got != native {
				t.Errorf("%q", got)
			}
			if got := up.last(t); got.URI != "/v1/responses" || got.Body != body {
				t.Errorf("upstream saw %s %s", got.URI, got.Body)
			}
		}
	})
	t.Run("translated", func(t *testing.T) {
		up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v1/chat/completions" {
				http.NotFound(w, r)
				return
			}
			body, _ := io.ReadAll(r.Body)
			if !strings.Contains(string(body), `"stream":true`) {
				jsonAnswer(200, `{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"<think>x</think>Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}`)(w, r)
				return
			}
			sseAnswer(roleChunk, chunk("<thi"), chunk("nk>x</think>Hel"), chunk("lo"), stopChunk, doneChunk)(w, r)
		})
		s := serve(t, up.config())
		for _, base := range []string{s.URL, s.private} {
			client := openai.NewClient(option.WithBaseURL(base+"/v1"), option.WithAPIKey(testPassword), option.WithMaxRetries(0))
			ask := responses.ResponseNewParams{Model: "gpt-4o", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hi")}}
			plain, err := client.Responses.New(t.Context(), ask)
			if err != nil || plain.OutputText() != "Hello" || plain.Status != "completed" || plain.Usage.InputTokens != 3 {
				t.Errorf("plain: %v %+v", err, plain)
			}
			stream := client.Responses.NewStreaming(t.Context(), ask)
			var said, last string
			for stream.Next() {
				e := stream.Current()
				last = e.Type
				if e.Type == "response.output_text.delta" {
					said += e.Delta
				}
			}
			if err := stream.Err(); err != nil || said != "Hello" || last != "response.completed" {
				t.Errorf("stream: %v %q %q", err, said, last)
			}
		}
		asked := 0
		for _, r := range up.requests() {
			if r.URI == "/v1/responses" {
				asked++
			}
		}
		if asked != 1 {
			t.Errorf("the upstream was asked %d times whether it has the Responses API", asked)
		}
	})
	t.Run("an unknown model is no missing path", func(t *testing.T) {
		up := newUpstream(t, jsonAnswer(404, `{"error":{"message":"The model x does not exist","code":"model_not_found"}}`))
		s := serve(t, up.config())
		resp := call(t, "POST", s.URL+"/v1/responses", body, bearer()...)
		if got := text(t, resp); resp.StatusCode != 404 || code(t, got) != "model_not_found" || len(up.requests()) != 1 {
			t.Errorf("%d %s", resp.StatusCode, got)
		}
	})
	t.Run("a broken stream", func(t *testing.T) {
		up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v1/chat/completions" {
				http.NotFound(w, r)
				return
			}
			broken["connection reset"](w, r)
		})
		s := serve(t, up.config())
		resp := call(t, "POST", s.private+"/v1/responses", body)
		b, err := io.ReadAll(resp.Body)
		if err == nil || strings.Contains(string(b), "response.completed") || !strings.Contains(string(b), "response.failed") {
			t.Errorf("%v %s", err, b)
		}
	})
}
