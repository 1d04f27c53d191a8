package ollama

import (
	"encoding/json"
	"strconv"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// Embed is one POST /api/embed or /api/embeddings, decoded and checked.
type Embed struct {
	Model string // as the client wrote it

	old        bool // /api/embeddings: one prompt, one bare vector
	input      []string
	dimensions int
	sizes      []int // inputs per batch, in the order of Batches
}

// ParseEmbed reads the body of POST /api/embed, or with old of POST
// /api/embeddings. The body has passed jsonedit.Check, or is empty.
func ParseEmbed(body []byte, old bool) (*Embed, *dialect.Error) {
	var wire struct {
		Model      string                     `json:"model"`
		Input      json.RawMessage            `json:"input"`
		Prompt     string                     `json:"prompt"`
		KeepAlive  json.RawMessage            `json:"keep_alive"`
		Dimensions int                        `json:"dimensions"`
		Options    map[string]json.RawMessage `json:"options"`
	}
	if e := decode(body, &wire); e != nil {
		return nil, e
	}
	if wire.Model == "" {
		return nil, bad("model_required", "model is required")
	}
	if _, e := parseKeepAlive(wire.KeepAlive); e != nil {
		return nil, e
	}
	if _, e := parseOptions(wire.Options); e != nil {
		return nil, e
	}
	m := &Embed{Model: wire.Model, old: old}
	if old {
		if wire.Prompt != "" {
			m.input = []string{wire.Prompt}
		}
		return m, nil
	}
	m.dimensions = max(wire.Dimensions, 0)
	switch jsonedit.Kind(wire.Input) {
	case '"':
		if s, _ := jsonedit.String(wire.Input); s != "" {
			m.input = []string{s}
		}
		return m, nil
	case '[':
		for _, raw := range jsonedit.Elements(wire.Input) {
			s, ok := jsonedit.String(raw)
			if !ok {
				return nil, bad("bad_input", "invalid input type")
			}
			m.input = append(m.input, s)
		}
		return m, nil
	}
	if !isNull(wire.Input) {
		return nil, bad("bad_input", "invalid input type")
	}
	return m, nil
}

// How many inputs one request may hold. OpenAI, whose limits others copied, takes
// 2048, but no more than 300 000 tokens in all of them, and its answer to that
// many would be over 100 MB of text. Gemini takes 100.
const (
	batchLimit       = 256
	geminiBatchLimit = 100
)

// Batches gives the upstream's requests, for POST embeddings, in order; none
// for an empty input, which Merge answers alone.
func (m *Embed) Batches(t Target) [][]byte {
	limit := batchLimit
	if t.at("generativelanguage.googleapis.com") {
		limit = geminiBatchLimit
	}
	var out [][]byte
	m.sizes = nil
	for rest := m.input; len(rest) > 0; {
		n := min(limit, len(rest))
		var b body
		b.text("model", t.Model)
		b = append(b, `,"input":[`...)
		for i, s := range rest[:n] {
			if i > 0 {
				b = append(b, ',')
			}
			if s == "" { // OpenAI refuses the whole batch for an empty text; Ollama embeds it
				s = " "
			}
			b = jsonedit.AppendString(b, s)
		}
		b = append(b, ']')
		b.raw("encoding_format", `"float"`)
		if m.dimensions > 0 {
			b.raw("dimensions", strconv.Itoa(m.dimensions))
		}
		out = append(out, append(b, '}'))
		m.sizes = append(m.sizes, n)
		rest = rest[n:]
	}
	return out
}

// EmbedRefusal is the error for a kind of upstream that has no embeddings, nil for others.
func EmbedRefusal(kind string) *dialect.Error {
	if kind != "anthropic" {
		return nil
	}
	return bad("no_embeddings", "Anthropic has no embeddings. Choose an embedding model of another account.")
}
