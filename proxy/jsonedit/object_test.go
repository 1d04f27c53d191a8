package jsonedit_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
)

func parse(t testing.TB, text string) *jsonedit.Object {
	t.Helper()
	o, err := jsonedit.ParseObject([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return o
}

func TestReading(t *testing.T) {
	o := parse(t, ` { "a" : 1.0 , "b":[1,{"a":2}], "a":"again", "\u0063\n":null,"ключ":{"x":"}\"]"} } `)
	if o.Len() != 5 || o.Count("a") != 2 || o.Count("b") != 1 || o.Count("none") != 0 {
		t.Errorf("Len %d, Count %d %d %d", o.Len(), o.Count("a"), o.Count("b"), o.Count("none"))
	}
	for key, want := range map[string]string{"a": "1.0", "b": `[1,{"a":2}]`, "c\n": "null", "ключ": `{"x":"}\"]"}`} {
		if got, ok := o.Get(key); !ok || string(got) != want {
			t.Errorf("Get(%q) = %s, %v", key, got, ok)
		}
	}
	for _, key := range []string{"A", "", "aa", `\u0063\n`, `\u0063`, "c", "x"} {
		if got, ok := o.Get(key); ok {
			t.Errorf("Get(%q) = %s", key, got)
		}
	}
	if keys := slices.Collect(o.Keys()); !slices.Equal(keys, []string{"a", "b", "a", "c\n", "ключ"}) {
		t.Errorf("Keys %q", keys)
	}
	var all []string
	for key, value := range o.All() {
		all = append(all, key+"="+string(value))
		if key == "b" {
			break
		}
	}
	if !slices.Equal(all, []string{"a=1.0", `b=[1,{"a":2}]`}) {
		t.Errorf("All %q", all)
	}
	if o.Changed() {
		t.Error("reading changed it")
	}
}

// A key that is spelled with escapes is the same key; one that merely contains
// the spelling of an escape is not.
func TestKeysAreComparedDecoded(t *testing.T) {
	for _, c := range []struct {
		spelled, key string
		same         bool
	}{
		{`model`, "model", true},
		{`mod\u0065l`, "model", true},
		{`\u006d\u006f\u0064\u0065\u006c`, "model", true},
		{`mod\u0065l`, `mod\u0065l`, false},
		{`Model`, "model", false},
		{`a\/b`, "a/b", true},
		{`a\\`, `a\`, true},
		{`\"`, `"`, true},
		{`\ud83d\ude00`, "😀", true},
		{`\ud83d`, "\uFFFD", true},
		{`\ud83d`, "\xff", false},
		{`é`, "é", true},
		{`\u00e9`, "é", true},
		{`ab\n`, "ab", false},
		{`ab\n`, "ab\nc", false},
		{``, "", true},
	} {
		o := parse(t, `{"`+c.spelled+`":1}`)
		if _, ok := o.Get(c.key); ok != c.same {
			t.Errorf("%s against %q: %v", c.spelled, c.key, ok)
		}
	}
}

func TestEditing(t *testing.T) {
	set := func(key, value string) func(*jsonedit.Object) {
		return func(o *jsonedit.Object) { o.Set(key, []byte(value)) }
	}
	del := func(key string) func(*jsonedit.Object) { return func(o *jsonedit.Object) { o.Delete(key) } }
	ren := func(old, new string) func(*jsonedit.Object) {
		return func(o *jsonedit.Object) { o.Rename(old, new) }
	}
	for _, c := range []struct {
		name, before, after string
		edits               []func(*jsonedit.Object)
	}{
		{"replace in place", `{"a":1.0, "b" : 2 ,"c":3}`, `{"a":1.0, "b" : "x" ,"c":3}`, []func(*jsonedit.Object){set("b", `"x"`)}},
		{"append", `{"a":1}`, `{"a":1,"b":2}`, []func(*jsonedit.Object){set("b", "2")}},
		{"append to empty", ` { } `, ` {"b":2 } `, []func(*jsonedit.Object){set("b", "2")}},
		{"append keeps the tail", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\"b\":2\n}\n", []func(*jsonedit.Object){set("b", "2")}},
		{"replace duplicates by the first", `{"a":1,"b":2,"a":3, "a":4}`, `{"a":9,"b":2}`, []func(*jsonedit.Object){set("a", "9")}},
		{"same value drops duplicates", `{"a":1,"b":2,"a":3}`, `{"a":1,"b":2}`, []func(*jsonedit.Object){set("a", "1")}},
		{"escaped key keeps its spelling", `{"\u0061":1}`, `{"\u0061":2}`, []func(*jsonedit.Object){set("a", "2")}},
		{"new key is escaped", `{}`, `{"a\"\n<":1}`, []func(*jsonedit.Object){set("a\"\n<", "1")}},
		{"delete first", "{ \"a\":1,\n \"b\":2}", "{\n \"b\":2}", []func(*jsonedit.Object){del("a")}},
		{"delete last", "{ \"a\":1 ,\n \"b\":2\n}", "{ \"a\":1 \n}", []func(*jsonedit.Object){del("b")}},
		{"delete only", `{"a":1}`, `{}`, []func(*jsonedit.Object){del("a")}},
		{"delete duplicates", `{"a":1,"b":2,"a":3}`, `{"b":2}`, []func(*jsonedit.Object){del("a")}},
		{"rename", `{"x":0, "a" : 1e400 ,"y":0}`, `{"x":0, "b" : 1e400 ,"y":0}`, []func(*jsonedit.Object){ren("a", "b")}},
		{"rename over another", `{"b":1,"a":2,"c":3}`, `{"b":2,"c":3}`, []func(*jsonedit.Object){ren("a", "b")}},
		{"rename and back", `{"a":1}`, `{"a":1}`, []func(*jsonedit.Object){ren("a", "b"), ren("b", "a")}},
		{"set, rename, set", `{"a":1}`, `{"b":3}`, []func(*jsonedit.Object){set("a", "2"), ren("a", "b"), set("b", "3")}},
		{"set new, delete it", `{"a":1}`, `{"a":1}`, []func(*jsonedit.Object){set("b", "2"), del("b")}},
		{"set new, rename it", `{"a":1}`, `{"a":1,"c":2}`, []func(*jsonedit.Object){set("b", "2"), ren("b", "c")}},
		{
			"untouched members keep every byte", `{"n":9007199254740993, "f":1.0,"big":1e400,"z":-0,"s":"\u003c\/é" , "u":{ "a" : [ ] },"x":1}`,
			`{"n":9007199254740993, "f":1.0,"big":1e400,"z":-0,"s":"\u003c\/é" , "u":{ "a" : [ ] },"x":2}`,
			[]func(*jsonedit.Object){set("x", "2")},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := parse(t, c.before)
			for _, edit := range c.edits {
				edit(o)
			}
			if got := string(o.Bytes()); got != c.after {
				t.Errorf("got  %s\nwant %s", got, c.after)
			}
			if !o.Changed() {
				t.Error("not marked as changed")
			}
			if err := jsonedit.Check(o.Bytes(), 200); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNothingChangedIsTheSameSlice(t *testing.T) {
	text := []byte(` {"a": 1.0, "b":2}` + "\n")
	o, err := jsonedit.ParseObject(text)
	if err != nil {
		t.Fatal(err)
	}
	o.Set("a", []byte("1.0"))
	o.Delete("none")
	o.Rename("none", "other")
	o.Rename("a", "a")
	if got := o.Bytes(); o.Changed() || &got[0] != &text[0] || len(got) != len(text) {
		t.Errorf("changed %v, %s", o.Changed(), got)
	}
}

// A caller that appends to a value must not write over the member behind it.
func TestValuesAreClipped(t *testing.T) {
	o := parse(t, `{"a":1,"b":2}`)
	a, _ := o.Get("a")
	_ = append(a, "999"...)
	if string(o.Bytes()) != `{"a":1,"b":2}` {
		t.Errorf("%s", o.Bytes())
	}
}

func TestReuse(t *testing.T) {
	var o jsonedit.Object
	many := `{"k":0` + strings.Repeat(`,"k":0`, 40) + `}`
	for _, text := range []string{`{"a":1}`, many, `{"b":2}`} {
		if err := o.Parse([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if string(o.Bytes()) != text || o.Changed() {
			t.Errorf("%s, changed %v", o.Bytes(), o.Changed())
		}
		o.Set("new", []byte("1"))
		if want := strings.TrimSuffix(text, "}") + `,"new":1}`; string(o.Bytes()) != want {
			t.Errorf("%s", o.Bytes())
		}
	}
	if err := o.Parse([]byte(`{"a":`)); err == nil || o.Len() != 0 || o.Bytes() != nil {
		t.Errorf("after an error: %v, %d members, %s", err, o.Len(), o.Bytes())
	}
}

func TestParseObjectRefuses(t *testing.T) {
	for _, text := range []string{
		``, ` `, `[]`, `1`, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{a:1}`, `{"a":}`,
		`{} {}`, `{"a":1}}`, `{"a":"x}`, `{"a":[1}`, `{"a":x}`, `{"a\":1}`, `{"a":1 2}`, `}`, `"`,
	} {
		o, err := jsonedit.ParseObject([]byte(text))
		var fault *jsonedit.SyntaxError
		if o != nil || !errors.As(err, &fault) || fault.Offset > len(text) {
			t.Errorf("%s: %v, %v", text, o, err)
		}
	}
}

func TestOneAllocation(t *testing.T) {
	text := []byte(`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":0,"k":1,"l":2,"m":3,"n":4,"o":5,"p":6}`)
	value := []byte("7")
	if n := testing.AllocsPerRun(100, func() {
		o, err := jsonedit.ParseObject(text)
		if err != nil || o.Len() != 16 {
			t.Fatal(err, o.Len())
		}
		o.Set("c", value)
		o.Set("d", value)
		o.Delete("e")
		o.Rename("f", "F")
		if _, ok := o.Get("p"); !ok {
			t.Fatal("absent")
		}
	}); n != 1 {
		t.Errorf("%v allocations", n)
	}
}
