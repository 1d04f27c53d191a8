package models

import (
	"encoding/json"
	"io"
	"strings"

	"keyport/app/control"
)

// parameterNames are the parameters that are offered; any other name can be typed.
var parameterNames = []string{
	"temperature", "top_p", "top_k", "min_p", "max_tokens", "max_completion_tokens", "reasoning_effort", "verbosity",
	"frequency_penalty", "presence_penalty", "repetition_penalty", "seed", "stop", "response_format",
	"parallel_tool_calls", "tool_choice", "service_tier", "chat_template_kwargs", "thinking", "reasoning", "logit_bias", "user",
}

// parseValue reads what was typed as a parameter's value: JSON when it is JSON,
// else text. Whole numbers stay whole, so that 40 does not go out as 40.0 and
// seeds above 2^53 keep their digits.
func parseValue(text string) any {
	text = strings.TrimSpace(text)
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || v == nil {
		return text
	}
	if _, err := dec.Token(); err != io.EOF {
		return text // "0.5 or so"
	}
	return plainNumbers(v)
}

// looksBroken reports whether text was probably meant as JSON but is none.
func looksBroken(text string) bool {
	text = strings.TrimSpace(text)
	_, isText := parseValue(text).(string)
	return isText && text != "" && strings.ContainsRune(`{["`, rune(text[0])) && !json.Valid([]byte(text))
}

// tooBig reports whether text is a number that no setting can hold as it is: it
// would go out as another number.
func tooBig(text string) bool {
	var n json.Number
	text = strings.TrimSpace(text)
	if json.Unmarshal([]byte(text), &n) != nil || text[0] == '"' {
		return false
	}
	if strings.ContainsAny(text, ".eE") {
		_, err := n.Float64()
		return err != nil
	}
	_, err := n.Int64()
	return err != nil
}

// plainNumbers turns json.Number into the number types that settings hold. What
// none of them holds stays text; tooBig has said so before.
func plainNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if !strings.ContainsAny(string(v), ".eE") {
			if n, err := v.Int64(); err == nil {
				return n
			}
			return string(v)
		}
		f, err := v.Float64()
		if err != nil {
			return string(v)
		}
		return f
	case []any:
		for i := range v {
			v[i] = plainNumbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plainNumbers(v[k])
		}
	}
	return v
}

// formatValue writes a value so that parseValue reads the same one back: text
// goes without quotes unless it would then be read as something else, and 1.0
// keeps its point.
func formatValue(v any) string {
	if text, ok := v.(string); ok {
		if back, isText := parseValue(text).(string); isText && back == text {
			return text
		}
	}
	all, err := control.Values{"value": v}.JSON()
	if err != nil {
		return ""
	}
	return string(all[0].Value)
}
