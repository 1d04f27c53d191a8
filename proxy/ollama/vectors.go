package ollama

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"net/http"
	"strconv"
	"time"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// Merge makes the answer out of the upstream's answers to Batches, given in the
// same order. start is when the request came.
func (m *Embed) Merge(answers [][]byte, model string, start, now time.Time) ([]byte, *dialect.Error) {
	broken := &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_bad_answer", Message: "The upstream's answer does not hold one embedding per input."}
	if len(answers) != len(m.sizes) || len(m.input) > 0 && len(answers) == 0 {
		return nil, broken
	}
	vectors := make([]jsonedit.Raw, 0, len(m.input))
	var tokens int64
	for i, answer := range answers {
		batch, ok := vectorsOf(answer, m.sizes[i])
		if !ok {
			return nil, broken
		}
		vectors = append(vectors, batch...)
		if raw, ok := jsonedit.Path(answer, "usage"); ok {
			n, _ := count(raw, "prompt_tokens")
			tokens += n
		}
	}
	if m.old {
		b := []byte(`{"embedding":`)
		if len(vectors) == 0 {
			return append(b, "[]}"...), nil
		}
		return append(append(b, vectors[0]...), '}'), nil
	}
	b := jsonedit.AppendString([]byte(`{"model":`), model)
	b = append(append(b, `,"embeddings":`...), jsonedit.JoinArray(vectors)...)
	b = appendInt(b, "total_duration", int64(max(now.Sub(start), 1)))
	b = appendInt(b, "load_duration", 1)
	b = appendInt(b, "prompt_eval_count", tokens)
	return append(b, '}'), nil
}

// vectorsOf gives the n vectors of one answer in the order of the inputs:
// servers that work in parallel may list them in any, each with its index.
func vectorsOf(answer []byte, n int) ([]jsonedit.Raw, bool) {
	if jsonedit.Check(answer, maxDepth) != nil {
		return nil, false
	}
	data, _ := jsonedit.Path(answer, "data")
	out := make([]jsonedit.Raw, n)
	position := 0
	for _, element := range jsonedit.Elements(data) {
		index := int64(position)
		if raw, ok := jsonedit.Path(element, "index"); ok {
			if i, ok := jsonedit.Int(raw); ok {
				index = i
			}
		}
		raw, _ := jsonedit.Path(element, "embedding")
		vector, ok := vector(raw)
		if !ok || index < 0 || index >= int64(n) || out[index] != nil {
			return nil, false
		}
		out[index] = vector
		position++
	}
	return out, position == n
}

// vector gives an embedding as an array of numbers: an array as it is, or base64
// of little-endian float32, which some servers send whatever was asked for.
func vector(raw jsonedit.Raw) (jsonedit.Raw, bool) {
	if jsonedit.Kind(raw) == '[' {
		out := append(make([]byte, 0, len(raw)), '[')
		for _, n := range jsonedit.Elements(raw) {
			// Clients read float32; a number beyond it fails the whole answer there.
			if _, err := strconv.ParseFloat(asString(n), 32); jsonedit.Kind(n) != '0' || err != nil {
				return nil, false
			}
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(out, n...)
		}
		return append(out, ']'), true
	}
	s, ok := jsonedit.String(raw)
	if !ok {
		return nil, false
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b)%4 != 0 {
		return nil, false
	}
	out := append(make([]byte, 0, len(b)*3), '[')
	for ; len(b) > 0; b = b[4:] {
		f := float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, false
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = strconv.AppendFloat(out, f, 'g', -1, 32)
	}
	return append(out, ']'), true
}
