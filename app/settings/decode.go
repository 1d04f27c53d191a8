package settings

import (
	"encoding"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"keyport/assets"
)

// file is a settings file that was read.
type file struct {
	settings Settings // as written, wrong values included where their type fits
	safe     Settings // what may run: wrong parts are closed or dropped
	errs     []Problem
	warnings []Problem
	unknown  []string // paths of keys that this version does not know
	doc      document
	newer    bool
	foreign  bool // nothing in it is a setting, but for a version
}

// parse reads the text of a settings file. It fails only for a text that is
// no TOML; everything else is named with its field and line.
func parse(text []byte) (file, error) {
	clean := strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n")
	var tree map[string]any
	if err := toml.Unmarshal([]byte(clean), &tree); err != nil {
		return file{}, brokenAt(err)
	}
	d := decoder{doc: scan(clean)}
	s := blank()
	d.value("", tree, reflect.ValueOf(&s).Elem())
	f := file{settings: s.normal(), errs: d.errs, warnings: d.warnings, unknown: d.unknown, doc: d.doc, newer: s.Version > Version}
	if f.newer {
		// Of a newer file nothing is an error: it is read as far as it is understood.
		s.Version = Version
		errs, _ := s.Validate()
		f.safe = safe(s, append(d.errs, errs...)).normal()
		f.errs, f.warnings = nil, nil
		return f, nil
	}
	delete(tree, "version") // many files have one
	f.foreign = len(tree) == d.strangers
	errs, warnings := s.Validate()
	for _, p := range errs { // of a value that was not read only that is said
		if !slices.ContainsFunc(d.errs, func(q Problem) bool { return below(p.Field, q.Field) }) {
			f.errs = append(f.errs, p)
		}
	}
	f.warnings = append(f.warnings, warnings...)
	f.safe = f.settings
	if len(f.errs) > 0 {
		f.safe = safe(s, f.errs).normal()
	}
	return f, nil
}

// brokenAt says where a text stops being TOML, without repeating any of it.
func brokenAt(err error) error {
	var de *toml.DecodeError
	if errors.As(err, &de) {
		row, _ := de.Position()
		return &Error{Code: "broken", Message: assets.T("settings.error.broken_line", "line", row), Err: err}
	}
	return &Error{Code: "broken", Message: assets.T("settings.error.broken"), Err: err}
}

// decoder puts a tree into settings by their toml tags. go-toml's own decoding
// stops at the first value of a wrong type; a person wants to know all of them,
// and the rest of the file must go on working.
type decoder struct {
	doc            document
	errs, warnings []Problem
	unknown        []string
	strangers      int // unknown keys that stand in no table
}

// wrong says that a value is of another type than want: text, bool, whole, table, time, size or list.
func (d *decoder) wrong(field, want string, got any) bool {
	is := assets.T("settings.got." + kindOf(got))
	message := assets.T("settings.type."+want, "got", is)
	if n := d.doc.line(field); n > 0 {
		message = assets.T("settings.type_line."+want, "got", is, "line", n)
	}
	d.errs = append(d.errs, Problem{field, message})
	return false
}

// misspelt says that a text is none of the form want: time or size.
func (d *decoder) misspelt(field, want string) bool {
	message := assets.T("settings.form." + want)
	if n := d.doc.line(field); n > 0 {
		message = assets.T("settings.form_line."+want, "line", n)
	}
	d.errs = append(d.errs, Problem{field, message})
	return false
}

var valuesType = reflect.TypeFor[Values]()

// value sets dst from src and reports whether the type fits; where it does not, dst stays as it was.
func (d *decoder) value(field string, src any, dst reflect.Value) bool {
	if dst.CanAddr() {
		if u, ok := dst.Addr().Interface().(encoding.TextUnmarshaler); ok {
			return d.text(field, src, u)
		}
	}
	switch dst.Kind() {
	case reflect.Pointer:
		next := reflect.New(dst.Type().Elem())
		if !d.value(field, src, next.Elem()) {
			return false
		}
		dst.Set(next)
	case reflect.String:
		text, ok := src.(string)
		if !ok {
			return d.wrong(field, "text", src)
		}
		dst.SetString(text)
	case reflect.Bool:
		b, ok := src.(bool)
		if !ok {
			return d.wrong(field, "bool", src)
		}
		dst.SetBool(b)
	case reflect.Int:
		n, ok := src.(int64)
		if !ok || dst.OverflowInt(n) {
			return d.wrong(field, "whole", src)
		}
		dst.SetInt(n)
	case reflect.Slice:
		return d.list(field, src, dst)
	case reflect.Map, reflect.Struct:
		table, ok := src.(map[string]any)
		switch {
		case !ok:
			return d.wrong(field, "table", src)
		case dst.Type() == valuesType:
			dst.Set(reflect.ValueOf(Values(table).clone()))
		case dst.Kind() == reflect.Map:
			return d.texts(field, table, dst)
		default:
			d.table(field, table, dst)
		}
	}
	return true
}

func (d *decoder) text(field string, src any, dst encoding.TextUnmarshaler) bool {
	text, isText := src.(string)
	size, isSize := dst.(*Size)
	if n, ok := src.(int64); ok && isSize && n >= 0 { // body = 1000
		*size = Size(n)
		return true
	}
	if !isText || dst.UnmarshalText([]byte(text)) != nil {
		want := "time"
		if isSize {
			want = "size"
		}
		if isText {
			return d.misspelt(field, want)
		}
		return d.wrong(field, want, src)
	}
	return true
}

// list keeps the place of an element that does not fit, so that the numbers in later fields stay those of the file.
func (d *decoder) list(field string, src any, dst reflect.Value) bool {
	elements, ok := src.([]any)
	if !ok {
		return d.wrong(field, "list", src)
	}
	list := reflect.MakeSlice(dst.Type(), len(elements), len(elements))
	for i, element := range elements {
		if list.Index(i).Type() == reflect.TypeFor[Upstream]() {
			list.Index(i).Set(reflect.ValueOf(defaultUpstream()))
		}
		d.value(at(field, i), element, list.Index(i))
	}
	dst.Set(list)
	return true
}

func (d *decoder) texts(field string, table map[string]any, dst reflect.Value) bool {
	next := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		text := ""
		if d.value(sub(field, key), table[key], reflect.ValueOf(&text).Elem()) {
			next[key] = text
		}
	}
	dst.Set(reflect.ValueOf(next))
	return true
}

// wishes are names under which other servers take the address to listen on. Who
// writes one of them with 0.0.0.0 behind it must not believe that it has an effect.
var wishes = []string{"host", "address", "addr", "bind", "ip", "interface"}

func (d *decoder) table(field string, table map[string]any, dst reflect.Value) {
	seen := map[string]bool{}
	for i := range dst.NumField() {
		name, _, _ := strings.Cut(dst.Type().Field(i).Tag.Get("toml"), ",")
		seen[name] = true
		if src, ok := table[name]; ok {
			d.value(sub(field, name), src, dst.Field(i))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if !seen[key] {
			path := sub(field, key)
			if field == "listen" && slices.Contains(wishes, key) {
				d.errs = append(d.errs, Problem{path, d.noLAN(path)})
				continue
			}
			if d.unknown = append(d.unknown, path); field == "" {
				d.strangers++
			}
			d.warnings = append(d.warnings, Problem{path, d.noEffect(path)})
		}
	}
}

func (d *decoder) noLAN(path string) string {
	if n := d.doc.line(path); n > 0 {
		return assets.T("settings.no_lan_line", "line", n)
	}
	return assets.T("settings.no_lan")
}

func (d *decoder) noEffect(path string) string {
	if n := d.doc.line(path); n > 0 {
		return assets.T("settings.unknown_line", "line", n)
	}
	return assets.T("settings.unknown")
}

// kindOf names the type of a value: its name for people is settings.got.<kindOf>.
func kindOf(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case bool:
		return "bool"
	case int64:
		return "whole"
	case float64:
		return "point"
	case []any:
		return "list"
	case map[string]any:
		return "table"
	}
	return "date"
}
