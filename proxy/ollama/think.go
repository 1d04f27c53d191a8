package ollama

import (
	"fmt"
	"strconv"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// Think is what an app asked of a model's thoughts: unset, off, on, or an effort.
type Think string

// The values of Think. An effort means on.
const (
	ThinkUnset  Think = ""
	ThinkOff    Think = "off"
	ThinkOn     Think = "on"
	ThinkLow    Think = "low"
	ThinkMedium Think = "medium"
	ThinkHigh   Think = "high"
	ThinkMax    Think = "max"
)

func parseThink(raw jsonedit.Raw) (Think, *dialect.Error) {
	if isNull(raw) {
		return ThinkUnset, nil
	}
	if on, ok := jsonedit.Bool(raw); ok {
		if on {
			return ThinkOn, nil
		}
		return ThinkOff, nil
	}
	s, ok := jsonedit.String(raw)
	if !ok {
		return "", bad("bad_think", `think must be a boolean or string ("high", "medium", "low", "max", true, or false)`)
	}
	switch v := Think(s); v {
	case ThinkLow, ThinkMedium, ThinkHigh, ThinkMax:
		return v, nil
	}
	if r := []rune(s); len(r) > 20 {
		s = string(r[:20])
	}
	return "", bad("bad_think", fmt.Sprintf(`invalid think value: %q (must be "high", "medium", "low", "max", true, or false)`, s))
}

// appendThink writes the control of the model's reasoning. Models that do not
// reason get none: the real server refuses "think": true for them, which would
// stop apps that send it to every model.
func (r *Request) appendThink(b body, t Target) {
	if !t.Thinking || r.Think == ThinkUnset {
		return
	}
	if t.anthropic() {
		r.appendClaude(b, t)
		return
	}
	effort := r.effort(t)
	switch {
	case effort == "":
	case t.at("openrouter.ai"):
		b.raw("reasoning", `{"effort":"`+effort+`"}`)
	default:
		b.raw("reasoning_effort", `"`+effort+`"`)
	}
}

// effort is the word for how hard the model is to think, "" to leave it to the model.
func (r *Request) effort(t Target) string {
	minor, five := gpt5(t.name())
	five = five && (t.openAI() || t.at("openrouter.ai"))
	plain := !strings.Contains(t.name(), "codex") && !strings.Contains(t.name(), "pro") && !strings.Contains(t.name(), "chat")
	switch r.Think {
	case ThinkOn:
		return "medium"
	case ThinkMax:
		if t.at("openrouter.ai") || five && (minor >= 2 || strings.Contains(t.name(), "codex-max")) {
			return "xhigh"
		}
		return "high"
	case ThinkOff:
		// The AI SDK's provider sends false on every call, so it is said only
		// where the model is known to take it.
		switch {
		case !five || !plain:
			return ""
		case minor == 0:
			return "minimal"
		}
		return "none"
	}
	return string(r.Think)
}

// appendClaude writes Anthropic's control. From 4.6 on the model decides how
// much it thinks; before, it is given a number of tokens, less than max_tokens.
func (r *Request) appendClaude(b body, t Target) {
	if r.Think == ThinkOff { // off is what Claude does unasked
		return
	}
	effort := map[Think]string{ThinkOn: "medium"}[r.Think]
	if effort == "" {
		effort = string(r.Think)
	}
	if claude(t.name()) >= 46 {
		b.raw("thinking", `{"type":"adaptive"}`)
		b.raw("output_config", `{"effort":"`+effort+`"}`)
		return
	}
	if budget := r.budget(); budget > 0 {
		b.raw("thinking", `{"type":"enabled","budget_tokens":`+strconv.FormatInt(budget, 10)+`}`)
	}
}

// minBudget is the least that Anthropic accepts.
const minBudget = 1024

// budget is the number of tokens for thoughts, at most half of what may be
// written; 0 where that is too little.
func (r *Request) budget() int64 {
	budget := map[Think]int64{ThinkLow: minBudget, ThinkHigh: 16384, ThinkMax: 24000}[r.Think]
	if budget == 0 {
		budget = 4096
	}
	if limit := r.options.limit; limit > 0 {
		budget = min(budget, limit/2)
	}
	if budget < minBudget {
		return 0
	}
	return budget
}

// claudeThinks reports whether appendClaude turns thinking on: sampling then
// has to stay at its defaults.
func (r *Request) claudeThinks(t Target) bool {
	return t.anthropic() && t.Thinking && r.Think != ThinkUnset && r.Think != ThinkOff && (claude(t.name()) >= 46 || r.budget() > 0)
}

// answerTokens is what is left for the answer beside a budget for thoughts, where
// the client sets no limit. With the largest budget it is the 32 000 of Claude Opus 4.
const answerTokens = 8000

// claudeLimit is the output limit that a budget for thoughts needs, 0 for none.
func (r *Request) claudeLimit(t Target) int64 {
	if !r.claudeThinks(t) || claude(t.name()) >= 46 {
		return 0
	}
	return r.budget() + answerTokens
}
