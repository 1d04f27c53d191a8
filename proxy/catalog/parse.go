package catalog

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"
)

// ErrShape is the error for an answer that is no list of models.
var ErrShape = errors.New("the answer is not a list of models")

// Parse reads a list of models in any of the shapes that upstreams give:
// {"data":[…]} (OpenAI and most), {"models":[…]} (Ollama, Gemini), a bare array
// (Together). What an entry does not say is filled from the built-in table.
func Parse(body []byte) ([]Model, error) {
	var entries []map[string]any
	if json.Unmarshal(body, &entries) != nil {
		var shape struct {
			Data   []map[string]any `json:"data"`
			Models []map[string]any `json:"models"`
		}
		if err := json.Unmarshal(body, &shape); err != nil {
			return nil, errors.Join(ErrShape, err)
		}
		if shape.Data == nil && shape.Models == nil {
			return nil, ErrShape
		}
		entries = shape.Data
		if entries == nil {
			entries = shape.Models
		}
	}
	models := make([]Model, 0, len(entries))
	seen := map[string]bool{}
	for _, e := range entries {
		id := text(e, "id")
		if id == "" {
			id = text(e, "name")
		}
		id = strings.TrimPrefix(id, "models/") // Gemini's native list
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		models = append(models, model(id, e))
	}
	return models, nil
}

// model merges what the entry says over what the table knows.
func model(id string, e map[string]any) Model {
	m := Known(id)
	m.ID = id
	m.Owner = text(e, "owned_by")
	if created, ok := e["created"].(float64); ok && created > 0 && created < math.MaxInt32 {
		m.Created = time.Unix(int64(created), 0).UTC()
	}
	for _, path := range [...]string{
		"context_length", "context_window", "max_context_length", "max_model_len",
		"max_input_tokens", "inputTokenLimit", "top_provider.context_length", "meta.n_ctx_train", "details.context_length",
	} {
		if n, ok := at(e, path).(float64); ok && n >= 1 && n < 1<<31 {
			m.Context = int(n)
			break
		}
	}
	for _, path := range [...]string{"architecture.input_modalities", "input_modalities"} {
		if list, ok := at(e, path).([]any); ok {
			m.Vision = has(list, "image")
		}
	}
	for _, path := range [...]string{"capabilities.vision", "capabilities.image_input.supported"} {
		if b, ok := at(e, path).(bool); ok {
			m.Vision = b
		}
	}
	if b, ok := at(e, "capabilities.function_calling").(bool); ok {
		m.Tools = b
	}
	if b, ok := at(e, "capabilities.completion_chat").(bool); ok {
		m.Chat = b
	}
	if b, ok := at(e, "capabilities.thinking.supported").(bool); ok {
		m.Thinking = b
	}
	if list, ok := e["supported_parameters"].([]any); ok {
		m.Tools, m.Thinking = has(list, "tools"), has(list, "reasoning")
	}
	switch text(e, "type") {
	case "vlm":
		m.Vision = true
	case "embeddings", "embedding":
		m.Chat, m.Embed, m.Tools = false, true, false
	case "image", "audio", "rerank", "moderation":
		m.Chat, m.Tools = false, false
	}
	return m
}

func text(e map[string]any, key string) string {
	s, _ := e[key].(string)
	return s
}

func at(e map[string]any, path string) any {
	var v any = e
	for key := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

func has(list []any, word string) bool {
	for _, v := range list {
		if v == word {
			return true
		}
	}
	return false
}
