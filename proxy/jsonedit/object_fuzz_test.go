package jsonedit_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"unicode/utf8"

	"keyport/proxy/jsonedit"
)

// FuzzObject holds Set, Delete and Rename against the same operation on a map
// that encoding/json decoded, and every reader against garbage.
func FuzzObject(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"b":2}`, ` { "a" : 1.0 , "a":[2], "\u0062":"x" } `, `{}`, `{"a":"\"","b":{"a":[}`, `{"a\":1}`, `[1,[2],{"a":3}]`,
		`{"":0,"\ud800":1,"\ufffd":2}`, `{"a":1,"b":2,"a":3}`,
	} {
		f.Add([]byte(s), "a", "b")
		f.Add([]byte(s), "b", "new")
	}
	f.Fuzz(func(t *testing.T, data []byte, key, other string) {
		survive(data, key)
		o, err := jsonedit.ParseObject(data)
		if err != nil {
			if jsonedit.Check(data, 10_000) == nil && jsonedit.Kind(data) == '{' {
				t.Fatalf("%q: %v", data, err)
			}
			return
		}
		if !bytes.Equal(o.Bytes(), data) || o.Changed() {
			t.Fatalf("%q became %q", data, o.Bytes())
		}
		checked := jsonedit.Check(data, 10_000) == nil
		value := []byte(`[1.0, "<"]`)
		edits := []struct {
			name string
			do   func(*jsonedit.Object)
			want func(map[string]json.RawMessage)
		}{
			{"Set", func(o *jsonedit.Object) { o.Set(key, value) }, func(m map[string]json.RawMessage) { m[key] = value }},
			{"Delete", func(o *jsonedit.Object) { o.Delete(key) }, func(m map[string]json.RawMessage) { delete(m, key) }},
			{"Rename", func(o *jsonedit.Object) { o.Rename(key, other) }, func(m map[string]json.RawMessage) {
				if v, ok := m[key]; ok {
					delete(m, key)
					m[other] = v
				}
			}},
		}
		// One after the other on one object, so that edits meet edited members.
		for _, edit := range append(edits, edits[2], edits[0], edits[2]) {
			before := bytes.Clone(o.Bytes())
			edit.do(o)
			after := o.Bytes()
			if !checked || !utf8.ValidString(key) || !utf8.ValidString(other) {
				continue
			}
			if err := jsonedit.Check(after, 10_000); err != nil {
				t.Fatalf("%s of %q: %q: %v", edit.name, before, after, err)
			}
			want, got := decode(t, before), decode(t, after)
			edit.want(want)
			if !maps.EqualFunc(got, want, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
				t.Fatalf("%s(%q, %q) of %q gave %q", edit.name, key, other, before, after)
			}
			if _, ok := o.Get(key); ok != (o.Count(key) > 0) || ok != slices.Contains(slices.Collect(o.Keys()), key) {
				t.Fatalf("Get, Count and Keys disagree on %q", key)
			}
		}
	})
}

func decode(t *testing.T, data []byte) map[string]json.RawMessage {
	t.Helper()
	m := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	return m
}

// survive calls every reader; none may panic.
func survive(data []byte, key string) {
	jsonedit.Kind(data)
	jsonedit.Int(data)
	jsonedit.Bool(data)
	jsonedit.IsNull(data)
	jsonedit.Find(data, key)
	jsonedit.Path(data, key, "0", key, "1")
	jsonedit.Path(data, "0", key)
	if elements, err := jsonedit.ParseArray(data); err == nil {
		jsonedit.JoinArray(elements)
	}
}
