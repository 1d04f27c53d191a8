package settings

import (
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// item is one table header or one key with its value, as a person wrote it.
type item struct {
	line   int      // counted from 1
	path   string   // "upstream[0].url", as in Problem.Field
	table  string   // path of the table it stands in, "" at the top
	keys   []string // below the table; nil for a header
	lead   []string // comment and empty lines above it
	text   string   // the header or key = value, without the comment behind
	value  string   // text of the value
	gap    string   // white space between text and trail
	trail  string   // comment behind it
	header bool
}

// document is a settings file as text: what go-toml does not keep.
type document struct {
	items []item
	foot  []string // comment lines below the last item
}

// scan splits a file that go-toml has read without an error. It is lenient: of
// a text that is no TOML it makes something, never a panic.
func scan(text string) document {
	s := scanner{text: text, arrays: map[string]int{}}
	var lead []string
	for s.pos < len(s.text) {
		rest := s.text[s.pos:]
		line, _, _ := strings.Cut(rest, "\n")
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' {
			lead = append(lead, trimmed)
			s.skip(len(line) + 1)
			continue
		}
		it := s.item()
		it.lead, lead = lead, nil
		s.doc.items = append(s.doc.items, it)
	}
	s.doc.foot = lead
	return s.doc
}

type scanner struct {
	text   string
	pos    int
	lines  int // line breaks before pos
	table  string
	arrays map[string]int // array of tables → its last index
	doc    document
}

func (s *scanner) skip(n int) {
	end := min(s.pos+n, len(s.text))
	s.lines += strings.Count(s.text[s.pos:end], "\n")
	s.pos = end
}

func (s *scanner) item() item {
	for s.text[s.pos] == ' ' || s.text[s.pos] == '\t' {
		s.pos++
	}
	it := item{line: s.lines + 1, table: s.table}
	start := s.pos
	rest := s.text[start:]
	it.header = rest[0] == '['
	end := extent(rest)
	if it.header {
		end = len(rest)
		if i := outside(rest, '\n', '#'); i >= 0 {
			end = i
		}
	}
	it.text = strings.TrimRight(rest[:end], " \t\r")
	behind, _, _ := strings.Cut(rest[end:], "\n")
	it.trail = strings.TrimSpace(behind)
	it.gap = rest[len(it.text):end]
	s.skip(end + len(behind) + 1)
	if it.header {
		s.enter(&it)
		return it
	}
	key, value := it.text, ""
	if i := outside(it.text, '='); i >= 0 {
		key, value = it.text[:i], strings.TrimSpace(it.text[i+1:])
	}
	it.keys, it.value = splitKey(key), value
	it.path = s.resolve(s.table, it.keys)
	return it
}

// enter makes it the table that the following keys stand in.
func (s *scanner) enter(it *item) {
	name, isArray := strings.CutPrefix(it.text, "[[")
	name = strings.TrimRight(strings.TrimPrefix(name, "["), "]")
	keys := splitKey(name)
	if !isArray {
		s.table = s.resolve("", keys)
	} else if len(keys) > 0 {
		plain := sub(s.resolve("", keys[:len(keys)-1]), keys[len(keys)-1])
		if _, ok := s.arrays[plain]; ok {
			s.arrays[plain]++
		} else {
			s.arrays[plain] = 0
		}
		s.table = at(plain, s.arrays[plain])
	}
	it.table, it.path = s.table, s.table
}

// resolve names keys below table; an array of tables on the way means its last element.
func (s *scanner) resolve(table string, keys []string) string {
	for _, key := range keys {
		table = sub(table, key)
		if i, ok := s.arrays[table]; ok {
			table = at(table, i)
		}
	}
	return table
}

// line finds the line of a field, or of what encloses it; 0 when there is none.
func (d document) line(field string) int {
	for field != "" {
		for _, it := range d.items {
			if it.path == field {
				return it.line
			}
		}
		field = field[:max(strings.LastIndexAny(field, ".["), 0)]
	}
	return 0
}

// below says whether path is root or lies in it.
func below(path, root string) bool {
	rest, ok := strings.CutPrefix(path, root)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// splitKey reads a dotted key.
func splitKey(text string) []string {
	var keys []string
	for text != "" {
		part := text
		if i := outside(text, '.'); i >= 0 {
			part, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		part = strings.TrimSpace(part)
		if part != "" && (part[0] == '"' || part[0] == '\'') {
			var v struct{ K string }
			if toml.Unmarshal([]byte("K="+part), &v) == nil {
				part = v.K
			}
		}
		keys = append(keys, part)
	}
	return keys
}

// extent is the length of "key = value" at the start of text, over as many
// lines as its lists and multi-line strings take, without a comment behind it.
func extent(text string) int {
	depth := 0
	for i := 0; i < len(text); {
		switch text[i] {
		case '"', '\'':
			i += quoted(text[i:])
			continue
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '\n':
			if depth <= 0 {
				return i
			}
		case '#':
			if depth <= 0 {
				return i
			}
			for i < len(text) && text[i] != '\n' {
				i++
			}
			continue
		}
		i++
	}
	return len(text)
}

// outside finds the first of some bytes that stands in no string, -1 when there is none.
func outside(text string, wanted ...byte) int {
	for i := 0; i < len(text); {
		for _, w := range wanted {
			if text[i] == w {
				return i
			}
		}
		if text[i] == '"' || text[i] == '\'' {
			i += quoted(text[i:])
			continue
		}
		i++
	}
	return -1
}

// quoted is the length of the string that text starts with.
func quoted(text string) int {
	q := text[:1]
	if triple := q + q + q; strings.HasPrefix(text, triple) {
		for i := 3; i < len(text); i++ {
			if text[i] == '\\' && q == `"` {
				i++
			} else if strings.HasPrefix(text[i:], triple) {
				end := i + 3
				for n := 0; n < 2 && end < len(text) && text[end] == q[0]; n++ { // up to two more quotes belong to the string
					end++
				}
				return end
			}
		}
		return len(text)
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && q == `"`:
			i++
		case text[i] == q[0]:
			return i + 1
		case text[i] == '\n':
			return i
		}
	}
	return len(text)
}
