package settings

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"keyport/assets"
)

// set takes over one key of a group and gives a sentence about what it cannot.
func (g *llmGroup) set(key, value string) string {
	switch key {
	case "model":
		return assets.T("import.llm.model_again", "model", g.name)
	case "upstream_model_name":
		g.alias = plainText(value)
	case "think_tag_start", "think_tag_end":
		g.needThink()
		g.tags[strings.Count(key, "end")] = plainText(value)
	case "enable_think_tag_filtering":
		on, ok := boolean(value)
		if !ok {
			return assets.T("import.llm.no_bool", "model", g.name, "key", key)
		}
		g.needThink().Mode = map[bool]string{true: "strip", false: "keep"}[on]
	case "append_to_last_user_message":
		// cot_proxy sent \n as a backslash and an n, which nobody meant.
		text := plainText(value)
		if plain, err := unescape(text); err == nil {
			text = plain
		}
		g.rule.Append = text
	default:
		return g.parameter(key, value)
	}
	return ""
}

func (g *llmGroup) needThink() *Think {
	if g.rule.Think == nil {
		g.rule.Think = &Think{}
	}
	return g.rule.Think
}

func (g *llmGroup) parameter(key, value string) string {
	if message := parameterName(key); message != "" {
		if fixed[key] {
			return g.leftOut(key, fixedRule())
		}
		return assets.T("import.llm.bad_name", "model", g.name, "why", message) // not the name: a key may stand there
	}
	if value == "" || strings.EqualFold(value, "null") {
		delete(g.rule.Force, key)
		if !slices.Contains(g.rule.Remove, key) {
			g.rule.Remove = append(g.rule.Remove, key)
		}
		return ""
	}
	v, ok := coerce(key, value)
	message := ""
	if ok {
		if message = valueProblem(v, 0); message == "" {
			message = parameterProblem(key, v)
		}
	}
	switch {
	case !ok && strings.IndexByte(`{["`, value[0]) >= 0:
		return assets.T("import.llm.no_json", "model", g.name, "key", key)
	case !ok:
		if message = parameterProblem(key, nil); message == "" {
			message = assets.T("settings.value.big")
		}
		return g.leftOut(key, message)
	case message != "":
		return g.leftOut(key, message)
	}
	if g.rule.Force == nil {
		g.rule.Force = Values{}
	}
	g.rule.Force[key] = v
	g.rule.Remove = slices.DeleteFunc(g.rule.Remove, func(name string) bool { return name == key })
	return ""
}

func (g *llmGroup) leftOut(key, why string) string {
	return assets.T("import.llm.left_out", "model", g.name, "key", key, "why", why)
}

var decimal = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)

// coerce reads a value by what the parameter is known to be; ok is false where
// that cannot be. It never turns one number into another: cot_proxy made
// mirostat=1 false and sent min_p=0.05 as text.
func coerce(key, value string) (v any, ok bool) {
	switch known[key].kind {
	case "number", "whole":
		if v, ok := asJSON(value); ok {
			return v, true // parameterProblem says whether it is a number that fits
		}
		if !decimal.MatchString(value) {
			return nil, false
		}
		if n, err := strconv.ParseInt(value, 10, 64); err == nil { // +1, 007
			return n, true
		}
		f, err := strconv.ParseFloat(value, 64) // .5 and 1.
		return f, err == nil
	case "bool", "mirostat":
		if on, ok := boolean(value); ok {
			return on, true
		}
		return asJSON(value)
	case "text":
		return plainText(value), true // user=123 is a name made of digits
	}
	if v, ok := asJSON(value); ok {
		return v, true
	}
	// What looks like JSON and what is a number that cannot be kept must not become text.
	return value, strings.IndexByte(`{["`, value[0]) < 0 && !decimal.MatchString(value)
}

func boolean(value string) (on, ok bool) {
	return strings.EqualFold(value, "true"), strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
}

// plainText takes "quoted" text out of its quotes; everything else is taken as it is.
func plainText(value string) string {
	if v, ok := asJSON(value); ok {
		if text, ok := v.(string); ok {
			return text
		}
	}
	return value
}
