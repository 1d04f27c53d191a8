package connect

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"keyport/assets"
)

// messages is a streamed chat by the Messages API.
func (c *check) messages(ctx context.Context) (string, error) { return c.message(ctx, "/v1/messages") }

// betaMessages is messages as Claude Code asks: the query must be kept.
func (c *check) betaMessages(ctx context.Context) (string, error) {
	return c.message(ctx, "/v1/messages?beta=true")
}

func (c *check) message(ctx context.Context, path string) (string, error) {
	if c.model == "" {
		return "", problem(assets.T("check.no_model"))
	}
	start, first := time.Now(), time.Duration(0)
	body := map[string]any{"model": c.model, "messages": question, "max_tokens": 1024, "stream": true, "tools": anthropicTools}
	err := c.stream(ctx, path, body, nil, func(r io.Reader) error {
		return readEvents(r, start, &first, messagesEvent())
	})
	return c.answered(first, c.only(err, "Messages"))
}

var anthropicTools = []any{map[string]any{
	"name": "read_file", "description": "Read a file.",
	"input_schema": map[string]any{"type": "object", "properties": map[string]any{"path": map[string]string{"type": "string"}}},
}}

// count asks how many tokens a message has; Claude Code does when a talk grows long.
func (c *check) tokens(ctx context.Context) (string, error) {
	body, _ := json.Marshal(map[string]any{"model": c.model, "messages": question})
	var answer struct {
		Tokens int `json:"input_tokens"`
	}
	if err := c.json(ctx, http.MethodPost, "/v1/messages/count_tokens?beta=true", string(body), &answer); err != nil {
		return "", c.only(err, "count_tokens")
	}
	return assets.T("check.tokens.good", "count", answer.Tokens), nil
}
