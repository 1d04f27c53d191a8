package catalog

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ErrShape is the error for an answer that is no list of models.
var ErrShape = errors.New("the answer is not a list of models")

const (
	maxModels = 20_000  // entries of a list that are read; the longest known list has some hundreds
	maxID     = 512     // bytes of a name
	maxTokens = 1 << 31 // no window is that large: the number means something else
)

// Parse reads a list of models in any of the shapes that upstreams give. What an
// entry does not say is filled from the built-in table.
func Parse(body []byte) ([]Model, error) {
	facts, err := ParseFacts(body)
	if err != nil {
		return nil, err
	}
	return Build(facts), nil
}

// ParseFacts reads {"data":[…]} (OpenAI and most), {"models":[…]} (Ollama,
// Gemini, xAI, LM Studio's own API) or a bare array (Together). Entries that
// name no callable model are left out. The error is ErrShape.
func ParseFacts(body []byte) ([]Facts, error) {
	entries, err := entriesOf(body)
	if err != nil {
		return nil, err
	}
	facts := make([]Facts, 0, min(len(entries), maxModels))
	at := make(map[string]int, cap(facts))
	for _, e := range entries {
		id := name(e)
		if id == "" || e["active"] == false { // Groq keeps what it has switched off in the list
			continue
		}
		f := read(e)
		f.ID = id
		if i, ok := at[id]; ok {
			facts[i] = facts[i].fold(f)
			continue
		}
		if len(facts) == maxModels {
			break
		}
		at[id] = len(facts)
		facts = append(facts, f)
	}
	return facts, nil
}

func entriesOf(body []byte) ([]map[string]any, error) {
	var entries []map[string]any
	if json.Unmarshal(body, &entries) == nil && entries != nil {
		return entries, nil
	}
	var shape struct {
		Data   *[]map[string]any `json:"data"`
		Models *[]map[string]any `json:"models"`
	}
	if err := json.Unmarshal(body, &shape); err != nil {
		return nil, errors.Join(ErrShape, err)
	}
	switch {
	case shape.Data != nil: // llama.cpp sends both; only this one has the numbers
		return *shape.Data, nil
	case shape.Models != nil:
		return *shape.Models, nil
	}
	return nil, ErrShape
}

// name finds what a request calls the model: LiteLLM says model_name, LM
// Studio's own API key, Gemini's native one "models/…" in name. "" is none: a
// name that no request could carry or that no menu may show (control bytes,
// bidirectional overrides), or a pattern such as LiteLLM's "openai/*".
func name(e map[string]any) string {
	for _, key := range [...]string{"id", "model_name", "key", "name", "model"} {
		id := strings.TrimPrefix(text(e, key), "models/")
		if id == "" {
			continue
		}
		if len(id) > maxID || strings.Contains(id, "*") || !utf8.ValidString(id) || strings.ContainsFunc(id, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return ""
		}
		return id
	}
	return ""
}

// ParsePage reads where a list goes on: after is the id to continue behind, ""
// at the end (Anthropic's paging).
func ParsePage(body []byte) (after string) {
	var page struct {
		HasMore bool   `json:"has_more"`
		LastID  string `json:"last_id"`
	}
	if json.Unmarshal(body, &page) != nil || !page.HasMore {
		return ""
	}
	return page.LastID
}

func text(e map[string]any, key string) string {
	s, _ := e[key].(string)
	return s
}

// at walks a dotted path.
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

// tokens reads a number of tokens, rounded down; 0 is none.
func tokens(v any) int {
	n, ok := v.(float64)
	if !ok || n < 1 || n >= maxTokens { // NaN fails the first comparison, and JSON has none
		return 0
	}
	return int(math.Floor(n))
}

func unixTime(v any) time.Time {
	if n, ok := v.(float64); ok && n >= 1 && n < math.MaxInt32 {
		return time.Unix(int64(n), 0).UTC()
	}
	return time.Time{}
}
