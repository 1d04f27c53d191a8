package connect

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"keyport/assets"
)

// question is what every test asks: it costs a few tokens.
var question = []map[string]string{{"role": "user", "content": "Reply with the word ready."}}

// tools is the one tool that is offered, because the apps offer theirs with
// every message. It is never called here.
var tools = []any{map[string]any{"type": "function", "function": map[string]any{
	"name": "read_file", "description": "Read a file.",
	"parameters": map[string]any{
		"type": "object", "properties": map[string]any{"path": map[string]string{"type": "string"}}, "required": []string{"path"},
	},
}}}

// models asks for the list at the address for apps with a password.
func (c *check) models(ctx context.Context) (string, error) {
	var answer struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if err := c.json(ctx, http.MethodGet, "/v1/models", "", &answer); err != nil {
		return "", err
	}
	for _, m := range answer.Data {
		c.listed = append(c.listed, m.ID)
	}
	return c.count()
}

// password is models for an app of which nothing is known but that it has one.
func (c *check) password(ctx context.Context) (string, error) {
	if err := c.json(ctx, http.MethodGet, "/v1/models", "", &struct{}{}); err != nil {
		return "", err
	}
	return assets.T("check.password.good", "address", c.target.Base+"/v1"), nil
}

// copilot is a chat as Copilot's built-in Ollama provider asks for one, by its rules for the answer.
func (c *check) copilot(ctx context.Context) (string, error) {
	return c.completions(ctx, map[string]any{"temperature": 0.1, "top_p": 1, "n": 1}, map[string]string{
		"Authorization":        "Bearer ", // Copilot sends the scheme with an empty key
		"X-Request-Id":         "keyport-check",
		"X-Interaction-Id":     "keyport-check",
		"X-Interaction-Type":   "conversation-agent",
		"X-Initiator":          "user",
		"OpenAI-Intent":        "conversation-agent",
		"X-GitHub-Api-Version": "2025-05-01",
		"X-Agent-Task-Id":      "keyport-check",
	})
}

// chat is a streamed chat with a tool on offer.
func (c *check) chat(ctx context.Context) (string, error) {
	return c.completions(ctx, map[string]any{"tools": tools}, nil)
}

func (c *check) completions(ctx context.Context, more map[string]any, header map[string]string) (string, error) {
	if c.model == "" {
		return "", problem(assets.T("check.no_model"))
	}
	body := map[string]any{"model": c.model, "messages": question, "stream": true, "stream_options": map[string]bool{"include_usage": true}}
	for name, value := range more {
		body[name] = value
	}
	var a answer
	start := time.Now()
	err := c.stream(ctx, "/v1/chat/completions", body, header, func(r io.Reader) (err error) {
		a, err = readStream(r, start, c.address)
		return err
	})
	return c.answered(a.first, err)
}

// responses is a chat by the Responses API, as Codex asks for one.
func (c *check) responses(ctx context.Context) (string, error) {
	if c.model == "" {
		return "", problem(assets.T("check.no_model"))
	}
	body := map[string]any{
		"model": c.model, "instructions": "Answer in one word.", "stream": true, "store": false,
		"input": []any{map[string]any{"type": "message", "role": "user", "content": []any{map[string]string{"type": "input_text", "text": question[0]["content"]}}}},
		"tools": []any{map[string]any{
			"type": "function", "name": "read_file", "description": "Read a file.", "strict": false,
			"parameters": map[string]any{"type": "object", "properties": map[string]any{"path": map[string]string{"type": "string"}}},
		}},
		"tool_choice": "auto", "parallel_tool_calls": true, "include": []string{"reasoning.encrypted_content"},
	}
	start, first := time.Now(), time.Duration(0)
	err := c.stream(ctx, "/v1/responses", body, map[string]string{"Accept": "text/event-stream"}, func(r io.Reader) error {
		return readEvents(r, start, &first, responsesEvent)
	})
	return c.answered(first, c.only(err, "Responses"))
}

// answered words a good answer.
func (c *check) answered(first time.Duration, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return assets.T("check.chat.good", "model", cut(c.model), "time", took(first)), nil
}

// only says plainly when it is the whole API that the model's provider does not have.
func (c *check) only(err error, api string) error {
	var r refused
	if !errors.As(err, &r) || !r.nowhere {
		return err
	}
	if c.spare {
		return problem(assets.T("check.unsupported", "model", cut(c.model), "api", api, "app", c.app))
	}
	return problem(assets.T("check.unsupported_needed", "model", cut(c.model), "api", api, "app", c.app))
}
