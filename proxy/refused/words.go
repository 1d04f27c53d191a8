package refused

import "strings"

// refusals are the words of an upstream that does not want a parameter, in
// lower case. Sources: OpenAI, Azure, Anthropic, Mistral, Groq, Gemini, xAI,
// DeepSeek, OpenRouter, LiteLLM, vLLM, llama.cpp; the tests hold their texts.
var refusals = []string{
	"unsupported", "not supported", "isn't supported", "n't support", "not support", "unrecognized", "unrecognised", "not recognized",
	"unknown", "not permitted", "not allowed", "only allowed", "extra fields", "extra inputs", "extra_forbidden", "was unexpected",
	"unexpected keyword", "unexpected field", "unexpected parameter", "unexpected property", "cannot find field", "deprecated",
	"unavailable", "not available", "not enabled", "cannot both be", "cannot be used", "can not be used", "cannot be specified",
	"invalid parameter", "only the default", "not a valid parameter", "incompatible", "no longer", "response_format.type' must be",
}

// ranges are the words of an upstream that knows the parameter and dislikes its value.
var ranges = []string{
	"less than or equal", "greater than or equal", "must be between", "must be less", "must be greater", "too large", "too long", "too high",
	"too many", "above maximum", "below minimum", "at most", "at least", "maximum context", "range of", "out of range",
}

// ends are the words behind which a sentence names what would be right.
var ends = []string{"expected one of", "did you mean", "supported values", "supported parameters", "valid values", "instead use", ", use ", "; use ", "please use "}

// isRefusal reports whether a sentence (lower case) refuses something.
func isRefusal(sentence string) bool { return has(sentence, refusals) && !has(sentence, ranges) }

func has(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// sentences splits a text, and cuts off what each sentence only proposes.
func sentences(text string) []string {
	text = strings.NewReplacer("\r", "\n", ".\n", "\n", ". ", "\n", "! ", "\n").Replace(text)
	list := strings.Split(text, "\n")
	for i, s := range list {
		lower := strings.ToLower(s)
		for _, end := range ends {
			if k := strings.Index(lower, end); k >= 0 && len(lower) == len(s) {
				s, lower = s[:k], lower[:k]
			}
		}
		list[i] = s
	}
	return list
}

// word is an identifier in a sentence.
type word struct {
	text       string // as written
	norm       string // lower case without "_", so that presencePenalty is presence_penalty
	start, end int
}

// words gives the identifiers of a sentence.
func words(s string) (list []word) {
	for i := 0; i < len(s); {
		if !isIdent(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && isIdent(s[j]) {
			j++
		}
		list = append(list, word{s[i:j], normal(s[i:j]), i, j})
		i = j
	}
	return list
}

func isIdent(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func normal(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }

// markers stand in front of a parameter's name.
var markers = []string{"parameter", "parameters", "param", "params", "argument", "arguments", "field", "fields", "property", "properties", "option", "options", "supplied", "key", "keys", "name", "body"}

// means reports whether the word at i of a sentence names a parameter, and is
// not an English word that happens to be one ("user", "stop", "n"): it has an
// underscore or a hump, stands in quotes, behind a marker, in a list behind
// such a word, or at the start in front of a colon.
func means(s string, list []word, i int) bool {
	w := list[i]
	if strings.Contains(w.text, "_") || w.text != strings.ToLower(w.text) && w.text[0] >= 'a' || w.norm == "temperature" || w.norm == "logprobs" {
		return true
	}
	if i > 0 {
		before := list[i-1]
		gap := s[before.end:w.start]
		for _, m := range markers {
			if before.norm == m && strings.Trim(gap, " :'\"`[(") == "" {
				return true
			}
		}
		switch before.norm {
		case "role", "value", "type", "model":
			return false
		}
		if strings.Contains(gap, ",") && strings.Trim(gap, " ,'\"`") == "" && means(s, list, i-1) {
			return true
		}
	}
	quoted := w.start > 0 && w.end < len(s) && strings.IndexByte("'\"`", s[w.start-1]) >= 0 && strings.IndexByte("'\"`", s[w.end]) >= 0
	return quoted || i == 0 && strings.HasPrefix(s[w.end:], ":")
}
