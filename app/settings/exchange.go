package settings

import (
	"slices"
	"strconv"
	"strings"
)

// Export gives s as the text of a new settings file, for another computer or a
// report. Extra headers whose name speaks of a secret stay out.
func Export(s Settings) ([]byte, error) {
	s = s.Clone()
	for i := range s.Upstreams {
		for name := range s.Upstreams[i].Headers {
			if secretive(strings.ToLower(name)) {
				delete(s.Upstreams[i].Headers, name)
			}
		}
	}
	return encode(s, nil)
}

// errForeign is for a TOML file of another program. As settings it would be
// valid, and take everything away.
var errForeign error = &Error{Code: "foreign", Message: "No line of this text is a setting of Keyport."}

// Read gives the settings of a text that a person brings. An *Invalid names
// every wrong field, ErrNewer a text of a newer Keyport, an *Error one that is no
// TOML or names no setting. Warnings are allowed but unwise, or keys that Keyport does not know.
func Read(text []byte) (s Settings, warnings []Problem, err error) {
	if len(text) > maxFile {
		return Settings{}, nil, errTooBig
	}
	f, err := parse(text)
	switch {
	case err != nil:
		return Settings{}, nil, err
	case f.newer:
		return Settings{}, nil, ErrNewer
	case len(f.errs) > 0:
		return Settings{}, f.warnings, &Invalid{f.errs}
	case f.foreign:
		return Settings{}, f.warnings, errForeign
	}
	return f.settings, f.warnings, nil
}

// The kinds of Change.
const (
	Changed = "changed"
	Added   = "added"
	Removed = "removed"
	Moved   = "moved" // the order in a list is another one
)

// Change is one difference between two settings.
type Change struct {
	Kind     string
	Field    string // "listen.port"; of an element without its number: "upstream.url", "upstream" when all of it
	Name     string // of the element: its name, or the number of a rule, from 1
	Old, New string // as in the file; "" for an element as a whole
}

// Changes lists what is different in next, in the order of the file. Elements
// with a name are compared with the one of that name.
func Changes(old, next Settings) []Change {
	was, is := named(sections(old.normal())), named(sections(next.normal()))
	var all []Change
	for _, s := range is.list {
		all = append(all, s.changes(was.byKey[s.key])...)
	}
	for _, s := range was.list {
		if _, stays := is.byKey[s.key]; !stays {
			all = append(all, Change{Kind: Removed, Field: s.field, Name: s.name})
		}
	}
	for _, field := range is.fields {
		if moved(was.names(field), is.names(field)) {
			all = append(all, Change{Kind: Moved, Field: field})
		}
	}
	return all
}

// part is a section under a key that it keeps when its place in a list changes.
type part struct {
	section
	key, field, name string
}

type parts struct {
	list   []part
	byKey  map[string]*part
	fields []string // those that are lists
}

func named(list []section) parts {
	p := parts{byKey: map[string]*part{}}
	for _, s := range list {
		field, number, element := strings.Cut(s.path, "[")
		one := part{section: s, field: field}
		if element {
			one.name = s.called(strings.TrimSuffix(number, "]"))
			if !slices.Contains(p.fields, field) {
				p.fields = append(p.fields, field)
			}
		}
		one.key = field
		if element {
			one.key += "[" + one.name
		}
		for n := 2; p.byKey[one.key] != nil; n++ { // two [[model]] of the same name
			one.key = field + "[" + one.name + "[" + strconv.Itoa(n)
		}
		p.list = append(p.list, one)
		p.byKey[one.key] = &one
	}
	return p
}

// called gives the name of an element; a rule has none, only its place.
func (s section) called(number string) string {
	for _, e := range s.keys {
		if e.key == "name" {
			if text, err := strconv.Unquote(e.value); err == nil {
				return text
			}
			return e.value
		}
	}
	n, _ := strconv.Atoi(number)
	return strconv.Itoa(n + 1)
}

func (p parts) names(field string) []string {
	var names []string
	for _, s := range p.list {
		if s.field == field {
			names = append(names, s.key)
		}
	}
	return names
}

func (p part) changes(was *part) []Change {
	if was == nil {
		return []Change{{Kind: Added, Field: p.field, Name: p.name}}
	}
	old := map[string]string{}
	for _, e := range was.keys {
		old[e.key] = e.value
	}
	var all []Change
	for _, e := range p.keys {
		if e.value != old[e.key] && e.key != "version" {
			all = append(all, Change{Changed, sub(p.field, e.key), p.name, old[e.key], e.value})
		}
		delete(old, e.key)
	}
	for _, e := range was.keys {
		if value, gone := old[e.key]; gone {
			all = append(all, Change{Changed, sub(p.field, e.key), p.name, value, ""})
		}
	}
	return all
}

// moved says whether those that stayed have changed places.
func moved(old, next []string) bool {
	both := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return !slices.Contains(other, name) })
	}
	return !slices.Equal(both(old, next), both(next, old))
}
