package settings

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// encode writes s as TOML. old is the text that the file holds now, nil for a
// new file: its comments, its spelling of what did not change, and its keys
// that this version does not know are carried over; a new file gets
// explanations. What is written is read back before it is given.
func encode(s Settings, old []byte) ([]byte, error) {
	want := s.normal()
	if old != nil {
		if f, err := parse(old); err == nil {
			w := writer{old: f.doc, unknown: f.unknown, pairs: pair(f.settings, s), used: map[int]bool{}}
			if text := w.write(sections(s)); reads(text, want) {
				return []byte(text), nil
			}
			// The person's text and the new settings do not go together (a key
			// that now stands twice, say). The settings count; the backup has the text.
		}
	}
	w := writer{fresh: true, used: map[int]bool{}}
	text := w.write(sections(s))
	if !reads(text, want) {
		return nil, &Error{Code: "internal"}
	}
	return []byte(text), nil
}

func reads(text string, want Settings) bool {
	f, err := parse([]byte(text))
	return err == nil && reflect.DeepEqual(f.settings, want)
}

type writer struct {
	fresh   bool
	old     document
	unknown []string
	pairs   map[string]string // section of an array → its section in the old file
	used    map[int]bool      // old items that were written again or stand for something written
	lines   []string
}

func (w *writer) write(list []section) string {
	banner := w.banner()
	for i, s := range list {
		w.section(s)
		if w.fresh {
			w.examples(list, i)
		}
	}
	w.foreign("", true)
	w.put(w.orphans()...)
	w.put(w.old.foot...)
	text := strings.Join(w.lines, "\n") + "\n"
	return strings.TrimLeft(banner+strings.TrimLeft(text, "\n"), "\n")
}

// banner takes the comment that stands on top of the file, apart from the first key.
func (w *writer) banner() string {
	if w.fresh {
		return "# Keyport's settings. Keys, passwords and private addresses are not here but in the keychain.\n\n"
	}
	if len(w.old.items) == 0 {
		return ""
	}
	var free []string
	free, w.old.items[0].lead = detached(w.old.items[0].lead)
	if len(free) == 0 {
		return ""
	}
	return strings.Join(free, "\n") + "\n"
}

func (w *writer) section(s section) {
	from, known := s.path, true
	if strings.HasSuffix(s.path, "]") {
		from, known = w.pairs[s.path]
	}
	known = known && !w.fresh && w.holds(from)
	start := len(w.lines)
	if s.header != "" {
		w.header(s, from, known)
	}
	body := len(w.lines)
	for _, e := range s.keys {
		if strings.HasSuffix(s.path, "]") && !strings.HasSuffix(s.path, "[0]") {
			e.help = "" // said at the first one
		}
		w.entry(e, sub(from, e.key), known, strings.HasSuffix(s.path, "]"))
	}
	if known {
		w.foreign(from, false)
		if from != "" {
			w.foreign(from, true)
		}
	} else if len(w.lines) == body {
		w.lines = w.lines[:start] // a table that the person left out and that says nothing new
	}
}

func (w *writer) put(lines ...string) { w.lines = append(w.lines, lines...) }

func (w *writer) header(s section, from string, known bool) {
	if known {
		for i, it := range w.old.items {
			if it.header && it.path == from {
				w.line(i, s.header)
				return
			}
		}
	}
	w.put("")
	if list, first := strings.CutSuffix(s.path, "[0]"); first {
		w.list(list)
	}
	if w.fresh && s.help != "" && strings.HasSuffix(s.path, "[0]") {
		w.put(explained(s.header, s.help))
		return
	}
	w.put(s.header)
}

// entry writes one key. In a file that a person wrote, a key that was left out
// stays out as long as its value is the one it stands for.
func (w *writer) entry(e entry, from string, known, element bool) {
	text := quoteKey(e.key) + " = " + e.value
	if known {
		if i := w.find(from); i >= 0 {
			if same(w.old.items[i].value, e.value) {
				text = quoteKey(e.key) + " = " + w.old.items[i].value
			}
			w.gather(from, i)
			w.line(i, text)
			return
		}
		if w.gather(from, -1) { // it was a table of its own: [upstream.headers]
			w.put(text)
			return
		}
	}
	plain := e.value == e.std
	switch {
	case e.empty, plain && (known || !w.fresh && !element):
		return
	case w.fresh && e.help != "":
		w.put(explained(text, e.help))
	default:
		w.put(text)
	}
}

func explained(text, help string) string { return fmt.Sprintf("%-29s # %s", text, help) }

// same compares two spellings of a value.
func same(a, b string) bool {
	var x, y struct{ V any }
	return toml.Unmarshal([]byte("V = "+a), &x) == nil && toml.Unmarshal([]byte("V = "+b), &y) == nil && reflect.DeepEqual(x, y)
}
