package settings

import (
	"bytes"
	"encoding/json"
	"strings"

	"keyport/assets"
)

// ParseLLMParams reads cot_proxy's parameter string:
//
//	model=NAME,key=value,key=value;model=NAME,…
//
// "\," and "\;" are literal. A value that starts with {, [ or " extends to its
// JSON end, so that lists are possible (cot_proxy had no way to write one);
// elsewhere a value is JSON where it is valid JSON, else text. Empty and null
// remove the parameter. model=default or model=* is for the models that no
// other group names. tags are the tags of models that set only one of a pair.
// Nothing is dropped in silence: every part that cannot be taken over is a
// warning, which names group and key but not the value.
func ParseLLMParams(text string, tags [2]string) (rules []Rule, aliases []Alias, warnings []string) {
	p := llmParser{rest: text, tags: tags}
	for n := 1; p.rest != ""; n++ {
		p.group(n)
	}
	for _, g := range p.groups {
		if g.rule.Think != nil {
			g.think(&p)
		}
		if g.alias != "" {
			p.alias(g, &aliases)
		}
	}
	for _, g := range p.groups {
		r := g.rule
		if g.fallback {
			r.Models = []string{"*"}
			for _, other := range p.groups {
				if !other.fallback {
					r.Models = append(r.Models, "!"+other.name)
				}
			}
		}
		if len(r.Force)+len(r.Remove) > 0 || r.Append != "" || r.Think != nil {
			rules = append(rules, r)
		}
	}
	return rules, aliases, p.warnings
}

type llmParser struct {
	rest     string
	tags     [2]string
	groups   []*llmGroup
	warnings []string
}

type llmGroup struct {
	name     string // of the model
	fallback bool
	alias    string    // upstream_model_name
	tags     [2]string // think_tag_start, think_tag_end
	rule     Rule
}

func (p *llmParser) warn(sentence string) { p.warnings = append(p.warnings, sentence) }

// group reads up to and with the next semicolon.
func (p *llmParser) group(n int) {
	var g *llmGroup
	for i, more := 0, true; more; i++ {
		var key, value string
		var isItem bool
		key, value, isItem, more = p.item()
		switch {
		case key == "" && value == "" && !isItem:
			i-- // an empty place between two commas
		case i == 0 && key == "model" && isItem:
			if g = p.open(value); g == nil {
				p.warn(assets.T("import.llm.unusable", "number", n))
			}
		case i == 0:
			p.warn(assets.T("import.llm.no_model", "number", n))
		case g == nil: // the group as a whole was named above
		case !isItem:
			p.warn(assets.T("import.llm.no_value", "number", i+1, "model", g.name))
		default:
			if message := g.set(key, value); message != "" {
				p.warn(message)
			}
		}
	}
}

// open gives the group of a model; a model that comes again goes on with its first group.
func (p *llmParser) open(name string) *llmGroup {
	if text, ok := asJSON(name); ok {
		name, _ = text.(string)
	}
	fallback := name == "default" || name == "*"
	if !glob(name) {
		return nil
	}
	for _, g := range p.groups {
		if g.name == name || g.fallback && fallback {
			return g
		}
	}
	g := &llmGroup{name: name, fallback: fallback, rule: Rule{Models: []string{name}}}
	p.groups = append(p.groups, g)
	return g
}

// item reads "key=value" up to a comma or semicolon; more is false behind a semicolon or at the end.
func (p *llmParser) item() (key, value string, isItem, more bool) {
	end := strings.IndexAny(p.rest, "=,;")
	if end < 0 || p.rest[end] != '=' {
		value, more = p.text()
		return "", value, false, more
	}
	key = strings.TrimSpace(p.rest[:end])
	p.rest = strings.TrimLeft(p.rest[end+1:], " \t\r\n")
	if p.rest != "" && strings.IndexByte(`{["`, p.rest[0]) >= 0 {
		if length := jsonLength(p.rest); length > 0 {
			value, p.rest = p.rest[:length], p.rest[length:]
			_, more = p.text() // nothing but the separator: jsonLength saw to it
			return key, value, true, more
		}
	}
	value, more = p.text()
	return key, value, true, more
}

// text takes the text up to the next separator, without the backslash before a literal one.
func (p *llmParser) text() (text string, more bool) {
	var b strings.Builder
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '\\' && i+1 < len(p.rest) && (p.rest[i+1] == ',' || p.rest[i+1] == ';'):
			i++
			b.WriteByte(p.rest[i])
		case c == ',' || c == ';':
			p.rest = p.rest[i+1:]
			return strings.TrimSpace(b.String()), c == ','
		default:
			b.WriteByte(c)
		}
	}
	p.rest = ""
	return strings.TrimSpace(b.String()), false
}

// jsonLength is the length of the JSON value that text starts with, 0 unless a separator or the end follows.
func jsonLength(text string) int {
	d := json.NewDecoder(strings.NewReader(text))
	var raw json.RawMessage
	if d.Decode(&raw) != nil {
		return 0
	}
	n := int(d.InputOffset())
	if behind := strings.TrimLeft(text[n:], " \t\r\n"); behind != "" && behind[0] != ',' && behind[0] != ';' {
		return 0
	}
	return n
}

// asJSON reads text as one JSON value with exact numbers.
func asJSON(text string) (any, bool) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || strings.TrimSpace(text[d.InputOffset():]) != "" {
		return nil, false
	}
	v, err := exactNumbers(v)
	return v, err == nil
}

// think completes a pair of which only one tag was given, and checks it.
func (g *llmGroup) think(p *llmParser) {
	if g.tags == [2]string{} {
		if g.rule.Think.Mode == "" {
			g.rule.Think = nil
		}
		return
	}
	for i := range g.tags {
		if g.tags[i] == "" {
			g.tags[i] = p.tags[i]
		}
	}
	g.rule.Think.Tags = g.tags[:]
	if message := tagProblem(g.rule.Think.Tags); message != "" {
		p.warn(assets.T("import.llm.tags", "model", g.name, "why", message))
		g.rule.Think.Tags = nil
		if g.rule.Think.Mode == "" {
			g.rule.Think = nil
		}
	}
}

func (p *llmParser) alias(g *llmGroup, aliases *[]Alias) {
	switch {
	case g.alias == g.name:
	case g.fallback || !modelName(g.name):
		p.warn(assets.T("import.llm.alias_group", "model", g.name))
	case !modelName(g.alias):
		p.warn(assets.T("import.llm.alias_name", "model", g.name))
	default:
		*aliases = append(*aliases, Alias{Name: g.name, Model: g.alias})
	}
}
