package ollama

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// options are the sampling options that have a counterpart. Numbers keep their
// spelling; nil is not set.
type options struct {
	limit            int64 // num_predict; 0 is no limit
	temperature      jsonedit.Raw
	topP             jsonedit.Raw
	presencePenalty  jsonedit.Raw
	frequencyPenalty jsonedit.Raw
	minP             jsonedit.Raw
	repeatPenalty    jsonedit.Raw
	seed             jsonedit.Raw
	topK             jsonedit.Raw
	stop             []string
}

// optionTypes are the options whose type the real server checks, in its words.
// It only warns of others, and they are left out here.
var optionTypes = map[string]string{
	"num_keep": "integer", "seed": "integer", "num_predict": "integer", "top_k": "integer", "repeat_last_n": "integer",
	"num_ctx": "integer", "num_batch": "integer", "num_gpu": "integer", "main_gpu": "integer", "num_thread": "integer",
	"top_p": "float32", "min_p": "float32", "typical_p": "float32", "temperature": "float32",
	"repeat_penalty": "float32", "presence_penalty": "float32", "frequency_penalty": "float32",
	"use_mmap": "boolean",
}

// readOptions adds to what is there, as encoding/json does.
func readOptions(value jsonedit.Raw, into *map[string]jsonedit.Raw, o *jsonedit.Object) *dialect.Error {
	if isNull(value) {
		*into = nil
		return nil
	}
	if o.Parse(value) != nil {
		return mustBe("options", "an object")
	}
	if *into == nil {
		*into = map[string]jsonedit.Raw{}
	}
	for key, value := range o.All() {
		(*into)[key] = value
	}
	return nil
}

// parseOptions checks the options and keeps those that an upstream can know.
// What concerns the memory of a computer (num_ctx, num_gpu, …) ends here.
func parseOptions(m map[string]jsonedit.Raw) (options, *dialect.Error) {
	var o options
	for key, raw := range m {
		if isNull(raw) {
			continue
		}
		if key == "stop" {
			var e *dialect.Error
			if o.stop, e = parseStop(raw); e != nil {
				return options{}, e
			}
			continue
		}
		kind, known := optionTypes[key]
		switch kind {
		case "integer", "float32":
			f, ok := number(raw)
			if !ok {
				return options{}, bad("bad_option", fmt.Sprintf("option %q must be of type %s", key, kind))
			}
			if kind == "integer" { // 5.0 and 5.7 are 5, as in the real server
				raw = wholeNumber(raw, f)
			}
		case "boolean":
			if _, ok := jsonedit.Bool(raw); !ok {
				return options{}, bad("bad_option", fmt.Sprintf("option %q must be of type %s", key, kind))
			}
		}
		if known {
			o.set(key, raw)
		}
	}
	return o, nil
}

func (o *options) set(key string, raw jsonedit.Raw) {
	switch key {
	case "num_predict":
		o.limit = tokens(raw)
	case "temperature":
		o.temperature = raw
	case "top_p":
		o.topP = raw
	case "presence_penalty":
		o.presencePenalty = raw
	case "frequency_penalty":
		o.frequencyPenalty = raw
	case "min_p":
		o.minP = raw
	case "repeat_penalty":
		o.repeatPenalty = raw
	case "top_k":
		o.topK = raw
	case "seed":
		if string(raw) != "-1" { // Ollama's word for random
			o.seed = raw
		}
	}
}

// topLevel takes over what the AI SDK writes beside "options". What is no
// number is ignored, as the real server ignores all of it.
func (o *options) topLevel(c *common) {
	if _, ok := number(c.temperature); ok && o.temperature == nil {
		o.temperature = c.temperature
	}
	if _, ok := number(c.topP); ok && o.topP == nil {
		o.topP = c.topP
	}
	if f, ok := number(c.maxOutputTokens); ok && o.limit == 0 {
		o.limit = tokens(wholeNumber(c.maxOutputTokens, f))
	}
}

// tokens reads a limit: -1 (no limit), -2 (fill the context) and 0 are none.
func tokens(raw jsonedit.Raw) int64 {
	n, _ := jsonedit.Int(raw)
	return max(n, 0)
}

// number reads a number that a float64 holds.
func number(raw jsonedit.Raw) (float64, bool) {
	if jsonedit.Kind(raw) != '0' {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	return f, err == nil
}

// wholeNumber spells a number as an integer; one that is too large for 64 bits ends at their bounds.
func wholeNumber(raw jsonedit.Raw, f float64) jsonedit.Raw {
	if _, ok := jsonedit.Int(raw); ok {
		return raw
	}
	n := int64(math.MaxInt64)
	switch {
	case f <= math.MinInt64:
		n = math.MinInt64
	case f < math.MaxInt64:
		n = int64(f)
	}
	return strconv.AppendInt(nil, n, 10)
}

// parseStop reads stop sequences: the real server wants an array, several clients send a string.
func parseStop(raw jsonedit.Raw) ([]string, *dialect.Error) {
	var list []string
	if s, ok := jsonedit.String(raw); ok {
		list = []string{s}
	} else if jsonedit.Kind(raw) != '[' {
		return nil, bad("bad_option", `option "stop" must be of type array`)
	} else if err := json.Unmarshal(raw, &list); err != nil {
		return nil, bad("bad_option", `option "stop" must be of an array of strings`)
	}
	kept := list[:0]
	for _, s := range list {
		if s != "" { // stops everywhere
			kept = append(kept, s)
		}
	}
	return kept, nil
}
