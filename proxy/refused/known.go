package refused

import (
	"slices"
	"strings"

	"keyport/proxy/jsonedit"
)

// family is a kind of model whose refusals are known before it is asked.
type family uint8

const (
	ordinary family = iota
	reasoning
	reasoningSwitch
	newClaude
)

// The table. Sources, as of autumn 2026:
//   - OpenAI's guide to reasoning models, and the errors unsupported_parameter
//     and unsupported_value that its API and Azure's give: o1, o3, o4, gpt-5
//     take temperature, top_p and n only as 1, no penalties, no logprobs, no
//     logit_bias, and max_completion_tokens in place of max_tokens. From gpt-5.1
//     on they take sampling parameters when reasoning_effort is none
//     (vercel/ai#10932). gpt-5-chat does not reason and takes them all.
//   - Anthropic's migration guide for Claude Opus 4.7: "temperature is
//     deprecated for this model", likewise top_p and top_k, on its own API,
//     Bedrock, and whatever stands in front of them.
var (
	reasoningNames  = []string{"o1", "o3", "o4", "codex-mini"}
	accountPrefixes = []string{"azure-", "azure_", "openai-", "openai_", "openai."}
	samplingOpenAI  = append(slices.Clone(kin[0]), kin[1]...)
	samplingClaude  = []string{"temperature", "top_p", "top_k"}
)

// known applies the table, except where the upstream said otherwise: a gateway
// may give an o3 that knows max_tokens only.
func (e *editor) known(model string, learned []remedy) {
	switch familyOf(model) {
	case reasoningSwitch:
		if !e.thinksNot() {
			e.dropAll(samplingOpenAI)
		}
		e.renameKnown(learned)
	case reasoning:
		e.dropAll(samplingOpenAI)
		e.renameKnown(learned)
	case newClaude:
		e.dropAll(samplingClaude)
	}
}

// thinksNot reports whether a request switches thinking off, in the words of
// Chat Completions or of Responses.
func (e *editor) thinksNot() bool {
	raw, ok := e.obj.Get("reasoning_effort")
	if !ok {
		raw, _ = e.obj.Get("reasoning")
		raw, _ = jsonedit.Path(raw, "effort")
	}
	effort, _ := jsonedit.String(raw)
	return effort == "none"
}

func (e *editor) dropAll(names []string) {
	for _, name := range names {
		e.drop(remedy{name: name})
	}
}

// renameKnown acts on chat completions only: Messages and Completions know no
// max_completion_tokens.
func (e *editor) renameKnown(learned []remedy) {
	if e.obj.Count("messages") > 0 && !slices.ContainsFunc(learned, func(r remedy) bool { return r.name == "max_completion_tokens" }) {
		e.rename("max_tokens", "max_completion_tokens")
	}
}

// familyOf looks at the last segment of a name ("openai/o3-mini:online").
func familyOf(model string) family {
	name := strings.ToLower(model)
	name = name[strings.LastIndexByte(name, '/')+1:]
	if i := strings.Index(name, "claude"); i >= 0 {
		if major, minor := version(name[i:]); major > 4 || major == 4 && minor >= 7 {
			return newClaude
		}
		return ordinary
	}
	for _, gpt := range [...]string{"gpt-5", "gpt5"} {
		i := strings.Index(name, gpt)
		if i < 0 || i > 0 && isWord(name[i-1]) {
			continue
		}
		rest := name[i+len(gpt):]
		switch {
		case strings.HasPrefix(rest, "-chat"):
			return ordinary
		case strings.HasPrefix(rest, ".") && len(rest) > 1 && rest[1] >= '1' && rest[1] <= '9':
			return reasoningSwitch
		case rest == "" || !isWord(rest[0]):
			return reasoning
		}
	}
	for _, prefix := range accountPrefixes {
		name = strings.TrimPrefix(name, prefix)
	}
	for _, known := range reasoningNames {
		if rest, ok := strings.CutPrefix(name, known); ok && (rest == "" || !isWord(rest[0])) {
			return reasoning
		}
	}
	return ordinary
}

func isWord(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// version reads "claude-opus-4-7-20260401", "claude-3.5-sonnet",
// "claude-opus-4-20250514": numbers of more than two digits are dates.
func version(name string) (major, minor int) {
	var numbers []int
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '.' || r == '_' || r == '@' || r == ':' }) {
		n := 0
		for _, c := range part {
			if c < '0' || c > '9' || len(part) > 2 {
				n = -1
				break
			}
			n = n*10 + int(c-'0')
		}
		if n >= 0 {
			numbers = append(numbers, n)
		} else if len(numbers) > 0 {
			break
		}
	}
	switch len(numbers) {
	case 0:
		return 0, 0
	case 1:
		return numbers[0], 0
	}
	return numbers[0], numbers[1]
}
