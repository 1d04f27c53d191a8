package settings

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// fixed are what the app decides: which model answers what, and in which
// form. A setting that changed them would break the app's own parsing.
var fixed = map[string]bool{"stream": true, "model": true, "messages": true, "input": true}

const fixedRule = "stream, model and messages cannot be overridden here."

func (c *checker) rule(field string, r Rule) {
	if len(r.Models) == 0 {
		c.err(field+".models", "Enter the models that this rule is for, or * for all.")
	}
	c.globs(field+".models", r.Models)
	c.values(field+".force", r.Force)
	c.values(field+".default", r.Default)
	for i, name := range r.Remove {
		if message := parameterName(name); message != "" {
			c.err(at(field+".remove", i), message)
		}
		_, forced := r.Force[name]
		_, set := r.Default[name]
		if forced || set {
			c.warn(at(field+".remove", i), fmt.Sprintf("This rule also sets %s; removing it wins.", name))
		}
	}
	if !utf8.ValidString(r.Append) || len(r.Append) > 64<<10 {
		c.err(field+".append", "Enter at most 64 KiB of text.")
	}
	if r.Think != nil {
		c.think(field+".think", *r.Think, true)
	}
}

func (c *checker) values(field string, values Values) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		message, value := parameterName(name), cloneValue(values[name])
		if message == "" {
			message = valueProblem(value, 0)
		}
		if message == "" {
			message = parameterProblem(name, value)
		}
		if message != "" {
			c.err(sub(field, name), message)
		}
	}
}

func parameterName(name string) string {
	switch {
	case fixed[name]:
		return fixedRule
	case name == "" || len(name) > 100 || !only(name, func(c byte) bool { return letter(c) || digit(c) || strings.IndexByte("_-.$", c) >= 0 }):
		return "A parameter name is made of letters, digits, _ and -."
	}
	return ""
}

// valueProblem refuses what JSON or the settings file cannot hold.
func valueProblem(v any, depth int) string {
	const rule = "Enter text, a number, true, false, a list or a table."
	if depth > 32 {
		return "At most 32 lists and tables inside one another."
	}
	switch v := v.(type) {
	case string:
		if !utf8.ValidString(v) {
			return rule
		}
	case bool, int64:
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "Enter a finite number."
		}
	case []any:
		for i := range v {
			if message := valueProblem(v[i], depth+1); message != "" {
				return message
			}
		}
	case map[string]any:
		for key := range v {
			if !utf8.ValidString(key) {
				return rule
			}
			if message := valueProblem(v[key], depth+1); message != "" {
				return message
			}
		}
	case nil:
		return "There is no empty value; to leave a parameter out, remove it."
	default:
		return rule
	}
	return ""
}
