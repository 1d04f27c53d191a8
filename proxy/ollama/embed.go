package ollama

import (
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

var embedNames = []string{"model", "input", "prompt", "keep_alive", "dimensions", "options"}

// ParseEmbed reads the body of POST /api/embed, or with old of POST
// /api/embeddings, read as ParseChat reads its body.
func ParseEmbed(body *jsonedit.Object, old bool) (*Embed, *dialect.Error) {
	var (
		model, prompt    string
		input, keepAlive jsonedit.Raw
		dimensions       int
		options          map[string]jsonedit.Raw
	)
	e := readBody(body, embedNames, func(name string, value jsonedit.Raw) *dialect.Error {
		switch name {
		case "model":
			return readString(name, value, &model)
		case "input":
			input = value
		case "prompt":
			return readString(name, value, &prompt)
		case "keep_alive":
			keepAlive = value
		case "dimensions":
			return readInt(name, value, &dimensions)
		case "options":
			return readOptions(value, &options, new(jsonedit.Object))
		}
		return nil
	})
	if e != nil {
		return nil, e
	}
	if model == "" {
		return nil, bad("model_required", "model is required")
	}
	if _, e := parseKeepAlive(keepAlive); e != nil {
		return nil, e
	}
	if _, e := parseOptions(options); e != nil {
		return nil, e
	}
	m := &Embed{Model: model, old: old}
	if old {
		if prompt != "" {
			m.input = []string{prompt}
		}
		return m, nil
	}
	m.dimensions = max(dimensions, 0)
	switch jsonedit.Kind(input) {
	case '"':
		if s, _ := jsonedit.String(input); s != "" {
			m.input = []string{s}
		}
		return m, nil
	case '[':
		for _, raw := range jsonedit.Elements(input) {
			s, ok := jsonedit.String(raw)
			if !ok {
				return nil, bad("bad_input", "invalid input type")
			}
			m.input = append(m.input, s)
		}
		return m, nil
	}
	if !isNull(input) {
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
		list := []byte{'['}
		for i, s := range rest[:n] {
			if i > 0 {
				list = append(list, ',')
			}
			if s == "" { // OpenAI refuses the whole batch for an empty text; Ollama embeds it
				s = " "
			}
			list = jsonedit.AppendString(list, s)
		}
		b := emptied(new(jsonedit.Object))
		b.quote("model", t.Model)
		b.Set("input", append(list, ']'))
		b.raw("encoding_format", `"float"`)
		if m.dimensions > 0 {
			b.raw("dimensions", strconv.Itoa(m.dimensions))
		}
		out = append(out, b.Bytes())
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
