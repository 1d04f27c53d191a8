package settings

import (
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"keyport/assets"
)

// fixed are what the app decides: which model answers what, and in which
// form. A setting that changed them would break the app's own parsing.
var fixed = map[string]bool{"stream": true, "model": true, "messages": true, "input": true}

func fixedRule() string { return assets.T("settings.rule.fixed") }

func (c *checker) rule(field string, r Rule) {
	if len(r.Models) == 0 {
		c.err(field+".models", assets.T("settings.rule.models"))
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
			c.warn(at(field+".remove", i), assets.T("settings.rule.removes", "name", name))
		}
	}
	if !utf8.ValidString(r.Append) || len(r.Append) > 64<<10 {
		c.err(field+".append", assets.T("settings.rule.append"))
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
		return fixedRule()
	case name == "" || len(name) > 100 || !only(name, func(c byte) bool { return letter(c) || digit(c) || strings.IndexByte("_-.$", c) >= 0 }):
		return assets.T("settings.rule.name")
	}
	return ""
}

// valueProblem refuses what JSON or the settings file cannot hold.
func valueProblem(v any, depth int) string {
	rule := func() string { return assets.T("settings.value.rule") }
	if depth > 32 {
		return assets.T("settings.value.deep")
	}
	switch v := v.(type) {
	case string:
		if !utf8.ValidString(v) {
			return rule()
		}
	case bool, int64:
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return assets.T("settings.value.finite")
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
				return rule()
			}
			if message := valueProblem(v[key], depth+1); message != "" {
				return message
			}
		}
	case nil:
		return assets.T("settings.value.null")
	default:
		return rule()
	}
	return ""
}
