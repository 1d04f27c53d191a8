// Package demo is an upstream inside the program, for a person who has no key
// at hand: one model that answers, thinks aloud in tags and calls a tool when
// asked to. It speaks the OpenAI dialect like any other upstream, so that
// everything that Keyport does to an answer can be seen. It knows no network.
package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Model is the demo's one model.
const Model = "keyport-demo"

// pause is the time between two words: an answer that can be watched arriving.
const pause = 15 * time.Millisecond

// RoundTripper answers requests from inside the program.
type RoundTripper struct {
	// Pause between two events of a stream; 0 is the usual pace, below 0 none.
	Pause time.Duration
}

// RoundTrip answers models, chat/completions, completions and embeddings.
func (d RoundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		defer req.Body.Close()
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	switch path := strings.TrimPrefix(req.URL.Path, "/v1"); path {
	case "/models":
		return reply(req, 200, map[string]any{"object": "list", "data": []any{map[string]any{"id": Model, "object": "model", "created": 1750000000, "owned_by": "keyport"}}}), nil
	case "/chat/completions":
		return d.chat(req, body), nil
	case "/completions":
		return reply(req, 200, map[string]any{
			"id": "cmpl-demo", "object": "text_completion", "created": time.Now().Unix(), "model": Model,
			"choices": []any{map[string]any{"index": 0, "text": "This is Keyport's demo model.", "finish_reason": "stop"}},
			"usage":   usage(4, 6),
		}), nil
	case "/embeddings":
		return embeddings(req, body), nil
	default:
		return failure(req, http.StatusNotFound, "The demo model answers chat only."), nil
	}
}

// chatRequest is what the demo reads of a request.
type chatRequest struct {
	Stream   bool `json:"stream"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	Tools []struct {
		Function struct {
			Name       string          `json:"name"`
			Parameters json.RawMessage `json:"parameters"`
		} `json:"function"`
	} `json:"tools"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

func (d RoundTripper) chat(req *http.Request, body []byte) *http.Response {
	var r chatRequest
	if err := json.Unmarshal(body, &r); err != nil {
		return failure(req, http.StatusBadRequest, "The request is not a chat completion.")
	}
	a := compose(r)
	if !r.Stream {
		message := map[string]any{"role": "assistant", "content": a.text()}
		if a.tool != nil {
			message["tool_calls"] = []any{a.tool}
		}
		return reply(req, 200, map[string]any{
			"id": "chatcmpl-demo", "object": "chat.completion", "created": time.Now().Unix(), "model": Model,
			"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": a.finish()}},
			"usage":   usage(a.prompt, len(a.words)),
		})
	}
	pr, pw := io.Pipe()
	go d.stream(req.Context(), pw, a, r.StreamOptions.IncludeUsage) // ends when the reader closes or the request is cancelled
	return response(req, 200, "text/event-stream", pr)
}

// stream writes the answer word by word.
func (d RoundTripper) stream(ctx context.Context, w *io.PipeWriter, a answer, withUsage bool) {
	created := time.Now().Unix()
	send := func(choices []any, extra map[string]any) bool {
		event := map[string]any{"id": "chatcmpl-demo", "object": "chat.completion.chunk", "created": created, "model": Model, "choices": choices}
		for k, v := range extra {
			event[k] = v
		}
		b, _ := json.Marshal(event)
		_, err := fmt.Fprintf(w, "data: %s\n\n", b)
		return err == nil
	}
	delta := func(delta map[string]any, finish any) bool {
		return send([]any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish}}, nil)
	}
	defer w.Close()
	if !delta(map[string]any{"role": "assistant", "content": ""}, nil) {
		return
	}
	wait := d.Pause
	if wait == 0 {
		wait = pause
	}
	for _, word := range a.words {
		if wait > 0 {
			select {
			case <-ctx.Done():
				w.CloseWithError(ctx.Err())
				return
			case <-time.After(wait):
			}
		}
		if !delta(map[string]any{"content": word}, nil) {
			return
		}
	}
	if a.tool != nil && !delta(map[string]any{"tool_calls": []any{a.tool}}, nil) {
		return
	}
	if !delta(map[string]any{}, a.finish()) {
		return
	}
	if withUsage && !send([]any{}, map[string]any{"usage": usage(a.prompt, len(a.words))}) {
		return
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}
