package settings

import (
	"math"
	"strconv"

	"keyport/assets"
)

// shape is what a known parameter must look like.
type shape struct {
	kind     string // number, whole, bool, text, stop, mirostat, table, list
	min, max float64
}

var any64 = [2]float64{math.Inf(-1), math.Inf(1)}

// known are the parameters of the chat, completions, responses and messages
// APIs and those that llama.cpp, vLLM and Ollama add to them. What is not here
// is taken as it is. Limits are the widest that any of these servers accepts.
var known = map[string]shape{
	"temperature":           {"number", 0, 2},
	"top_p":                 {"number", 0, 1},
	"min_p":                 {"number", 0, 1},
	"typical_p":             {"number", 0, 1},
	"presence_penalty":      {"number", -2, 2},
	"frequency_penalty":     {"number", -2, 2},
	"repetition_penalty":    {"number", 0, any64[1]},
	"repeat_penalty":        {"number", 0, any64[1]},
	"top_k":                 {"whole", -1, any64[1]}, // vLLM: -1 is off
	"max_tokens":            {"whole", 1, any64[1]},
	"max_completion_tokens": {"whole", 1, any64[1]},
	"max_output_tokens":     {"whole", 1, any64[1]},
	"n":                     {"whole", 1, any64[1]},
	"best_of":               {"whole", 1, any64[1]},
	"seed":                  {"whole", any64[0], any64[1]},
	"num_ctx":               {"whole", 1, any64[1]},
	"num_predict":           {"whole", -2, any64[1]}, // Ollama: -1 is endless, -2 fills the context
	"repeat_last_n":         {"whole", -1, any64[1]}, // Ollama: -1 is the context
	"batch_size":            {"whole", 1, any64[1]},
	"top_logprobs":          {"whole", 0, 20},
	"echo":                  {kind: "bool"},
	"parallel_tool_calls":   {kind: "bool"},
	"store":                 {kind: "bool"},
	"mirostat":              {kind: "mirostat"}, // 0, 1, 2; some servers take a boolean
	"reasoning_effort":      {kind: "text"},
	"service_tier":          {kind: "text"},
	"user":                  {kind: "text"},
	"stop":                  {kind: "stop"},
	"response_format":       {kind: "table"},
	"logit_bias":            {kind: "table"},
	"stream_options":        {kind: "table"},
	"tools":                 {kind: "list"},
}

// parameterProblem says what is wrong with the value of a known parameter, "" when nothing is.
func parameterProblem(name string, v any) string {
	s, ok := known[name]
	if !ok {
		return ""
	}
	n, isNumber := number(v)
	_, isFloat := v.(float64)
	switch s.kind {
	case "number":
		if !isNumber || n < s.min || n > s.max {
			return s.numberRule(name)
		}
	case "whole":
		if !isNumber || isFloat || n < s.min || n > s.max {
			return s.wholeRule(name)
		}
	case "bool":
		if _, ok := v.(bool); !ok {
			return assets.T("settings.parameter.bool", "name", name)
		}
	case "mirostat":
		if _, ok := v.(bool); !ok && (!isNumber || isFloat || n < 0 || n > 2) {
			return assets.T("settings.parameter.mirostat", "name", name)
		}
	case "text":
		if _, ok := v.(string); !ok {
			return assets.T("settings.parameter.text", "name", name)
		}
	case "stop":
		if !texts(v) {
			return assets.T("settings.parameter.stop", "name", name)
		}
	case "table":
		if _, ok := v.(map[string]any); !ok {
			return assets.T("settings.parameter.table", "name", name)
		}
	case "list":
		if _, ok := v.([]any); !ok {
			return assets.T("settings.parameter.list", "name", name)
		}
	}
	return ""
}

func (s shape) numberRule(name string) string {
	if math.IsInf(s.max, 0) {
		return assets.T("settings.parameter.at_least", "name", name, "min", plainNumber(s.min))
	}
	return assets.T("settings.parameter.between", "name", name, "min", plainNumber(s.min), "max", plainNumber(s.max))
}

func (s shape) wholeRule(name string) string {
	switch {
	case !math.IsInf(s.max, 0):
		return assets.T("settings.parameter.whole_between", "name", name, "min", plainNumber(s.min), "max", plainNumber(s.max))
	case !math.IsInf(s.min, 0):
		return assets.T("settings.parameter.whole_at_least", "name", name, "min", plainNumber(s.min))
	}
	return assets.T("settings.parameter.whole", "name", name)
}

func plainNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func texts(v any) bool {
	list, ok := v.([]any)
	if !ok {
		_, ok = v.(string)
		return ok
	}
	for _, item := range list {
		if _, ok := item.(string); !ok {
			return false
		}
	}
	return true
}
