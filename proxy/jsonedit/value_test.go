package jsonedit_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"keyport/proxy/jsonedit"
)

func TestKind(t *testing.T) {
	for text, want := range map[string]byte{
		`{}`: '{', " \n[1]": '[', `"a"`: '"', `-1`: '0', `7`: '0', `true`: 't', `false`: 'f', `null`: 'n',
		``: 0, ` `: 0, `}`: 0, `x`: 0, `+1`: 0, `.5`: 0,
	} {
		if got := jsonedit.Kind([]byte(text)); got != want {
			t.Errorf("Kind(%q) = %q", text, got)
		}
	}
}

func TestInt(t *testing.T) {
	for text, want := range map[string]int64{
		`0`: 0, `-0`: 0, ` 42 `: 42, `-7`: -7,
		`9223372036854775807`: 1<<63 - 1, `-9223372036854775808`: -1 << 63,
	} {
		if got, ok := jsonedit.Int([]byte(text)); !ok || got != want {
			t.Errorf("Int(%s) = %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		``, `-`, `01`, `-01`, `1.0`, `1e3`, `"1"`, `null`, `+1`, `1 2`, `9223372036854775808`, `-9223372036854775809`,
		`99999999999999999999`, `18446744073709551617`,
	} {
		if got, ok := jsonedit.Int([]byte(text)); ok {
			t.Errorf("Int(%s) = %d", text, got)
		}
	}
}

func TestBoolAndNull(t *testing.T) {
	for _, text := range []string{`true`, ` true `} {
		if v, ok := jsonedit.Bool([]byte(text)); !v || !ok {
			t.Errorf("%q: %v %v", text, v, ok)
		}
	}
	if v, ok := jsonedit.Bool([]byte(`false`)); v || !ok {
		t.Errorf("false: %v %v", v, ok)
	}
	for _, text := range []string{``, `1`, `"true"`, `True`, `null`, `truee`} {
		if _, ok := jsonedit.Bool([]byte(text)); ok {
			t.Errorf("%q is a Bool", text)
		}
	}
	if !jsonedit.IsNull([]byte(" null\n")) || jsonedit.IsNull([]byte(`"null"`)) || jsonedit.IsNull(nil) {
		t.Error("IsNull")
	}
}

func TestString(t *testing.T) {
	for text, want := range map[string]string{
		`""`: "", ` "a b" `: "a b", `"grüß 世界 😀"`: "grüß 世界 😀",
		`"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t", `"\u003cthink\u003E"`: "<think>",
		`"\uD83D\uDE00"`: "😀", `"a\ud83d"`: "a\uFFFD", `"\ud83dx"`: "\uFFFDx", `"\ud83d\u0041"`: "\uFFFDA",
		`"\ud83d\ud83d\ude00"`: "\uFFFD😀", `"\ude00"`: "\uFFFD", "\"a\xffb\"": "a\uFFFDb",
		`"` + strings.Repeat(`x\n`, 300) + `"`: strings.Repeat("x\n", 300),
	} {
		if got, ok := jsonedit.String([]byte(text)); !ok || got != want {
			t.Errorf("String(%s) = %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{``, `"`, `a`, `1`, `null`, `"a`, `a"`, `"\"`, `"\x"`, `"\u12"`, `"a"b"`, "\"a\nb\"", `"a" "b"`, `{}`} {
		if got, ok := jsonedit.String([]byte(text)); ok {
			t.Errorf("String(%s) = %q", text, got)
		}
	}
	dst, ok := jsonedit.AppendDecoded([]byte("kept "), []byte(`"ab\x"`))
	if ok || string(dst) != "kept " {
		t.Errorf("AppendDecoded: %q %v", dst, ok)
	}
}

func TestQuote(t *testing.T) {
	for s, want := range map[string]string{
		"": `""`, "plain": `"plain"`, "<think> & 'x'": `"<think> & 'x'"`, "a\"b\\c/": `"a\"b\\c/"`,
		"\n\r\t\b\f\x00\x1f\x7f": `"\n\r\t\b\f\u0000\u001f` + "\x7f\"", "世界\u2028": "\"世界\u2028\"",
		"a\xffb": "\"a\uFFFDb\"", "\xff\n\xff": "\"\uFFFD\\n\uFFFD\"",
	} {
		if got := string(jsonedit.Quote(s)); got != want {
			t.Errorf("Quote(%q) = %s, want %s", s, got, want)
		}
	}
}

func TestPath(t *testing.T) {
	text := []byte(` {"choices" : [ {"delta":{"content":"x","\u0061":[10,[20]]}} , 7 ]} `)
	for _, c := range []struct {
		keys string
		want string
	}{
		{"choices 0 delta content", `"x"`},
		{"choices 0 delta a 1 0", `20`},
		{"choices 1", `7`},
		{"choices 2", ``},
		{"choices 01", ``},
		{"choices -1", ``},
		{"choices 99999999999999999999", ``},
		{"choices x", ``},
		{"choices 1 x", ``},
		{"none", ``},
	} {
		got, ok := jsonedit.Path(text, strings.Fields(c.keys)...)
		if string(got) != c.want || ok != (c.want != "") {
			t.Errorf("%s: %s, %v", c.keys, got, ok)
		}
	}
	if got, ok := jsonedit.Path([]byte(" 1 ")); !ok || string(got) != "1" {
		t.Errorf("no keys: %s %v", got, ok)
	}
	if n := testing.AllocsPerRun(100, func() { jsonedit.Path(text, "choices", "0", "delta", "a", "1") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ text, key, want string }{
		{` {"a":1, "b" : [2] }`, "b", `[2]`},
		{`{"a":{"b":1},"b":2}`, "b", `2`},
		{`{"b":1,"b":2}`, "b", `1`},
		{`{"a":"\"b\":1","b":2}`, "b", `2`},
		{`{"b":1 garbage`, "b", `1`},
		{`{"a":1}`, "b", ``},
		{`{}`, "b", ``},
		{``, "b", ``},
		{`[]`, "b", ``},
		{`{"b"`, "b", ``},
		{`{"b":`, "b", ``},
		{`{"b":[`, "b", ``},
		{`{"a":oops,"b":1}`, "b", ``},
		{`{"a":1 "b":1}`, "b", ``},
	} {
		start, end := jsonedit.Find([]byte(c.text), c.key)
		if c.want == "" {
			if start != -1 || end != -1 {
				t.Errorf("%s: %d %d", c.text, start, end)
			}
		} else if start < 0 || c.text[start:end] != c.want {
			t.Errorf("%s: %d %d", c.text, start, end)
		}
	}
	text := []byte(`{"id":"chatcmpl-1","choices":[{"index":0}]}`)
	if n := testing.AllocsPerRun(100, func() { jsonedit.Find(text, "choices") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestArrays(t *testing.T) {
	text := " [ 1.0 , \"a,]\",{ \"x\":[2,3] },\n[] ] "
	elements, err := jsonedit.ParseArray([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(jsonedit.JoinArray(elements)); got != `[1.0,"a,]",{ "x":[2,3] },[]]` {
		t.Errorf("%s", got)
	}
	var found []string
	for offset, e := range jsonedit.Elements([]byte(text)) {
		if !strings.HasPrefix(text[offset:], string(e)) {
			t.Errorf("%s is not at %d", e, offset)
		}
		found = append(found, string(e))
		if len(found) == 2 {
			break
		}
	}
	if !slices.Equal(found, []string{"1.0", `"a,]"`}) {
		t.Errorf("%q", found)
	}
	if empty, err := jsonedit.ParseArray([]byte(" [ ] ")); err != nil || len(empty) != 0 || string(jsonedit.JoinArray(empty)) != "[]" {
		t.Errorf("%q %v", empty, err)
	}
	for _, bad := range []string{``, `{}`, `[`, `[1`, `[1,`, `[1,]`, `[,]`, `[1 2]`, `[1]]`, `["a]`, `[1}`, `[x]`} {
		if _, err := jsonedit.ParseArray([]byte(bad)); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}

// FuzzString holds decoding and encoding against encoding/json.
func FuzzString(f *testing.F) {
	for _, s := range []string{`"a\ud83d\ude00\ud83d"`, "\"\xff\"", `"\u12"`, "plain\n\x00", `"a" "b"`, `"\\\""`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, ok := jsonedit.String(data)
		var want string
		wantOK := json.Unmarshal(data, &want) == nil && jsonedit.Kind(data) == '"'
		if ok != wantOK || ok && got != want {
			t.Fatalf("%q: %q %v, want %q %v", data, got, ok, want, wantOK)
		}
		text := strings.ToValidUTF8(string(data), "?")
		quoted := jsonedit.Quote(text)
		if back, ok := jsonedit.String(quoted); !ok || back != text {
			t.Fatalf("%q: quoted %s, back %q", text, quoted, back)
		}
		if err := jsonedit.Check(jsonedit.Quote(string(data)), 0); err != nil || !utf8.Valid(quoted) {
			t.Fatalf("%q: %v", data, err)
		}
	})
}
