package jsonedit_test

import (
	"bytes"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
)

// FuzzEachObject holds the one look at an array against the two of ParseArray and ParseObject.
func FuzzEachObject(f *testing.F) {
	for _, s := range []string{`[]`, ` [ {"a":1} , 2,{} ,[{"b":2}], {"c":{"d":"}"}} ]`, `[{"a":1}`, `[{"a":1},]`, `[{"a":1} {"b":2}]`, `[{"a"}]`, `{}`, ``, `[`, `[{}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var o jsonedit.Object
		var seen []jsonedit.Raw
		whole := jsonedit.EachObject(data, &o, func(element jsonedit.Raw) bool {
			seen = append(seen, element)
			if jsonedit.Kind(element) != '{' {
				if o.Len() != 0 || o.Bytes() != nil {
					t.Fatalf("%q: an object is left for %q", data, element)
				}
				return true
			}
			want, err := jsonedit.ParseObject(element)
			if err != nil {
				t.Fatalf("%q: %q: %v", data, element, err)
			}
			sameObject(t, element, &o, want)
			return true
		})
		if jsonedit.Check(data, 10_000) != nil || jsonedit.Kind(data) != '[' {
			return
		}
		want, err := jsonedit.ParseArray(data)
		if err != nil || !whole || len(want) != len(seen) {
			t.Fatalf("%q: %v, whole %v, %d elements", data, err, whole, len(seen))
		}
		for i := range want {
			if !bytes.Equal(want[i], seen[i]) {
				t.Fatalf("%q: element %d is %q", data, i, seen[i])
			}
		}
	})
}

func TestEachObjectEndsWhereItIsTold(t *testing.T) {
	var o jsonedit.Object
	n := 0
	if jsonedit.EachObject([]byte(`[{},{},{}]`), &o, func(jsonedit.Raw) bool { n++; return n < 2 }) || n != 2 {
		t.Error(n)
	}
}

func TestDeleteFunc(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"a":1,"b":2,"c":3}`, `{"a":1,"c":3}`},
		{`{"\u0062":1,"a":2}`, `{"a":2}`},
		{`{"b":1,"b":2}`, `{}`},
		{`{"a\"b":1}`, `{"a\"b":1}`},
		{`{ "ab":1 , "c":2}`, `{ "ab":1 , "c":2}`},
		{`{"renamed":1,"a":2}`, `{"a":2}`},
	} {
		o, err := jsonedit.ParseObject([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(c.text, "renamed") {
			o.Rename("renamed", "b")
		}
		o.DeleteFunc(func(key []byte) bool { return string(key) == "b" })
		if got := string(o.Bytes()); got != c.want || o.Changed() != (c.text != c.want) {
			t.Errorf("%s became %s, want %s", c.text, got, c.want)
		}
	}
}
