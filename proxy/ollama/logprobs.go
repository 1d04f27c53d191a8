package ollama

import (
	"encoding/json"
)

// tokenLogprob is one token with its logarithmic probability.
type tokenLogprob struct {
	Token   string         `json:"token"`
	Logprob float64        `json:"logprob"`
	Bytes   []int          `json:"bytes,omitempty"`
	Top     []tokenLogprob `json:"top_logprobs,omitempty"`
}

// convertLogprobs turns the logprobs of a choice into Ollama's list, nil when
// there are none. Chat completions have a list of tokens, completions parallel arrays.
func convertLogprobs(raw json.RawMessage) json.RawMessage {
	var in struct {
		Content []tokenLogprob `json:"content"`

		Tokens        []string             `json:"tokens"`
		TokenLogprobs []*float64           `json:"token_logprobs"`
		TopLogprobs   []map[string]float64 `json:"top_logprobs"`
	}
	if isNull(raw) || json.Unmarshal(raw, &in) != nil {
		return nil
	}
	list := in.Content
	for i, token := range in.Tokens {
		t := tokenLogprob{Token: token}
		if i < len(in.TokenLogprobs) && in.TokenLogprobs[i] != nil {
			t.Logprob = *in.TokenLogprobs[i]
		}
		if i < len(in.TopLogprobs) {
			t.Top = ranked(in.TopLogprobs[i])
		}
		list = append(list, t)
	}
	if len(list) == 0 {
		return nil
	}
	for i := range list {
		list[i].fill()
		for j := range list[i].Top {
			list[i].Top[j].fill()
			list[i].Top[j].Top = nil
		}
	}
	out, err := json.Marshal(list)
	if err != nil {
		return nil
	}
	return out
}

// fill gives the bytes of a token where the upstream did not.
func (t *tokenLogprob) fill() {
	if t.Bytes != nil {
		return
	}
	for _, b := range []byte(t.Token) {
		t.Bytes = append(t.Bytes, int(b))
	}
}

// ranked sorts the alternatives of a token, the likeliest first.
func ranked(m map[string]float64) []tokenLogprob {
	var list []tokenLogprob
	for token, p := range m {
		i := 0
		for i < len(list) && (list[i].Logprob > p || list[i].Logprob == p && list[i].Token < token) {
			i++
		}
		list = append(list, tokenLogprob{})
		copy(list[i+1:], list[i:])
		list[i] = tokenLogprob{Token: token, Logprob: p}
	}
	return list
}
