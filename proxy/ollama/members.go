package ollama

import (
	"fmt"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// Members are read as encoding/json reads them into a struct, and so the real
// server: names in any case, of several the last one, null changes nothing. But
// what is read stays where it is in the request, and is looked at once: by
// encoding/json 200 KB of history take a millisecond and a half.

// readBody reads the members of a request's body.
func readBody(body *jsonedit.Object, names []string, read func(name string, value jsonedit.Raw) *dialect.Error) *dialect.Error {
	switch {
	case body == nil:
		return bad("bad_json", "missing request body")
	case body.Bytes() == nil:
		return bad("bad_type", "The request must be a JSON object.")
	}
	return readMembers(body, names, read)
}

// readMembers calls read for each member of an object that is one of the names.
func readMembers(o *jsonedit.Object, names []string, read func(name string, value jsonedit.Raw) *dialect.Error) *dialect.Error {
	for key, value := range o.Members() {
		if name := nameOf(key, names); name != "" {
			if e := read(name, value); e != nil {
				return e
			}
		}
	}
	return nil
}

func nameOf(key []byte, names []string) string {
	for _, name := range names {
		if string(key) == name {
			return name
		}
	}
	for _, name := range names {
		if strings.EqualFold(string(key), name) {
			return name
		}
	}
	return ""
}

// mustBe is the error for a member of another type.
func mustBe(member, what string) *dialect.Error {
	return bad("bad_type", fmt.Sprintf("The member %q must be %s.", member, what))
}

func readText(member string, value jsonedit.Raw, into *text) *dialect.Error {
	switch jsonedit.Kind(value) {
	case '"':
		*into = text(value)
	case 'n':
	default:
		return mustBe(member, "a string")
	}
	return nil
}

func readString(member string, value jsonedit.Raw, into *string) *dialect.Error {
	var t text
	e := readText(member, value, &t)
	if t != nil {
		*into = t.String()
	}
	return e
}

func readBool(member string, value jsonedit.Raw, into *bool) *dialect.Error {
	b, ok := jsonedit.Bool(value)
	switch {
	case ok:
		*into = b
	case !jsonedit.IsNull(value):
		return mustBe(member, "true or false")
	}
	return nil
}

func readInt(member string, value jsonedit.Raw, into *int) *dialect.Error {
	n, ok := jsonedit.Int(value)
	switch {
	case ok:
		*into = int(n)
	case !jsonedit.IsNull(value):
		return mustBe(member, "a whole number")
	}
	return nil
}

func readList(member string, value jsonedit.Raw, into *[]jsonedit.Raw) *dialect.Error {
	switch jsonedit.Kind(value) {
	case '[':
		*into, _ = jsonedit.ParseArray(value) // the request is well-formed
	case 'n':
		*into = nil
	default:
		return mustBe(member, "an array")
	}
	return nil
}

// readEach reads the elements of an array, which have to be objects, into o; null
// leaves it empty.
func readEach(member string, value jsonedit.Raw, o *jsonedit.Object, read func() *dialect.Error) (e *dialect.Error) {
	if jsonedit.Kind(value) != '[' {
		return mustBe(member, "an array")
	}
	jsonedit.EachObject(value, o, func(element jsonedit.Raw) bool {
		if kind := jsonedit.Kind(element); kind != '{' && kind != 'n' {
			e = mustBe(member, "an object")
		} else {
			e = read()
		}
		return e == nil
	})
	return e
}

// text is a JSON string as the request spells it, with its quotes; nil is no text.
type text []byte

func (t text) empty() bool { return len(t) <= len(`""`) }

func (t text) String() string {
	s, _ := jsonedit.String(t)
	return s
}

func (t text) append(dst []byte) []byte {
	if t == nil {
		return append(dst, `""`...)
	}
	return append(dst, t...)
}

// respell makes U+FFFD of half a surrogate pair.
func respell(texts ...*text) {
	for _, t := range texts {
		if *t != nil {
			*t = text(jsonedit.Quote(t.String()))
		}
	}
}
