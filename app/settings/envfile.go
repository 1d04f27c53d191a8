package settings

import (
	"strings"
	"unicode"

	"keyport/assets"
)

// ParseDotEnv reads the text of a .env file: NAME=value, optionally behind
// "export", with # comments, 'single' and "double" quotes (over several lines
// too). Nothing is expanded. What cannot be read is left out and named by its
// line, never by its text, which may be a key.
func ParseDotEnv(text string) (values map[string]string, warnings []string) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	p := envParser{lines: strings.Split(text, "\n"), values: map[string]string{}}
	for p.at < len(p.lines) {
		p.line()
	}
	return p.values, p.warnings
}

type envParser struct {
	lines    []string
	at       int
	values   map[string]string
	warnings []string
}

func (p *envParser) warn(sentence string) { p.warnings = append(p.warnings, sentence) }

func (p *envParser) line() {
	// Blanks at the end stay for now: they may be the inside of a quote.
	line, number := strings.TrimLeftFunc(p.lines[p.at], unicode.IsSpace), p.at+1
	p.at++
	if line == "" || line[0] == '#' {
		return
	}
	if rest, ok := strings.CutPrefix(line, "export"); ok && strings.TrimLeft(rest, " \t") != rest {
		line = strings.TrimLeft(rest, " \t")
	}
	name, value, ok := strings.Cut(line, "=")
	name = strings.TrimSpace(name)
	if !ok || !variableName(name) {
		p.warn(assets.T("import.line.no_pair", "line", number))
		return
	}
	value, ok = p.value(strings.TrimLeftFunc(value, unicode.IsSpace))
	switch {
	case !ok:
		p.warn(assets.T("import.line.quote", "line", number, "variable", name))
		return
	case strings.ContainsRune(value, 0):
		p.warn(assets.T("import.line.nul", "line", number, "variable", name))
		return
	case strings.Contains(value, "${"):
		p.warn(assets.T("import.line.refers", "line", number, "variable", name))
	}
	if _, twice := p.values[name]; twice {
		p.warn(assets.T("import.line.again", "line", number, "variable", name))
	}
	p.values[name] = value
}

// value reads what stands behind the equals sign, over as many lines as a quote takes.
func (p *envParser) value(text string) (string, bool) {
	if text == "" || text[0] != '"' && text[0] != '\'' {
		text = strings.TrimSpace(text)
		if text != "" && text[0] == '#' {
			return "", true
		}
		for i := 1; i < len(text); i++ {
			if text[i] == '#' && (text[i-1] == ' ' || text[i-1] == '\t') {
				return strings.TrimSpace(text[:i]), true
			}
		}
		return text, true
	}
	quote, start, rest := text[0], p.at, text[1:]
	var b strings.Builder
	for {
		for i := 0; i < len(rest); i++ {
			switch {
			case rest[i] == quote:
				return b.String(), true
			case rest[i] == '\\' && quote == '"' && i+1 < len(rest):
				i++
				b.WriteString(envEscape(rest[i]))
			default:
				b.WriteByte(rest[i])
			}
		}
		if p.at == len(p.lines) {
			p.at = start // the lines behind an open quote are read for themselves
			return "", false
		}
		b.WriteByte('\n')
		rest = p.lines[p.at]
		p.at++
	}
}

// envEscape leaves the escapes that it does not know: \, and \u003c mean something in LLM_PARAMS.
func envEscape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	case '"', '\\', '$':
		return string(c)
	}
	return `\` + string(c)
}

func variableName(name string) bool {
	return name != "" && !digit(name[0]) && only(name, func(c byte) bool { return letter(c) || digit(c) || c == '_' })
}
