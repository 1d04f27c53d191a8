package jsonedit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"keyport/proxy/jsonedit"
)

func TestCheckAccepts(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `""`, `0`, `-0`, `true`, `false`, `null`, " \t\r\n{ } \n",
		`{"a":[1,{"b":[[],{}]}],"c":""}`,
		`1e400`, `9007199254740993`, `-0.0`, `1.0`, `0e-0`, `1E+2`, `123456789012345678901234567890`,
		`"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"`,
		`"\ud800"`, `"\udc00 \ud800x"`, // lone surrogates are grammatical
		`"grüße, 世界 😀"`, "\"\u007f\u2028\"",
		`{"a":1,"a":2}`, // duplicates are for the caller to judge
		`"` + strings.Repeat("x", 1000) + `é"`,
	} {
		if err := jsonedit.Check([]byte(text), 200); err != nil {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	for _, c := range []struct {
		text   string
		offset int
		what   string
	}{
		{"", 0, "unexpected end of the text"},
		{"  ", 2, "unexpected end of the text"},
		{`{"a":1`, 6, "unexpected end of the text"},
		{`{"a":`, 5, "unexpected end of the text"},
		{`{"a"`, 4, "unexpected end of the text"},
		{`{"a`, 3, "unexpected end of the text"},
		{`[1,`, 3, "unexpected end of the text"},
		{`tru`, 3, "unexpected end of the text"},
		{`-`, 1, "unexpected end of the text"},
		{`1.`, 2, "unexpected end of the text"},
		{`1e`, 2, "unexpected end of the text"},
		{`1e+`, 3, "unexpected end of the text"},
		{`{} {}`, 3, "unexpected byte"},
		{`{}x`, 2, "unexpected byte"},
		{`01`, 1, "unexpected byte"},
		{`+1`, 0, "unexpected byte"},
		{`.5`, 0, "unexpected byte"},
		{`-a`, 1, "unexpected byte"},
		{`1.e3`, 2, "unexpected byte"},
		{`NaN`, 0, "unexpected byte"},
		{`nuLl`, 2, "unexpected byte"},
		{`[1,]`, 3, "unexpected byte"},
		{`[,1]`, 1, "unexpected byte"},
		{`[1 2]`, 3, "unexpected byte"},
		{`[1}`, 2, "unexpected byte"},
		{`{"a":1]`, 6, "unexpected byte"},
		{`{"a":1,}`, 7, "unexpected byte"},
		{`{a:1}`, 1, "unexpected byte"},
		{`{"a" 1}`, 5, "unexpected byte"},
		{`{"a":}`, 5, "unexpected byte"},
		{`{1:2}`, 1, "unexpected byte"},
		{"\ufeff{}", 0, "unexpected byte"}, // a byte order mark
		{"[1,\v2]", 3, "unexpected byte"},
		{"[1,\u00a02]", 3, "unexpected byte"},
		{"// note\n{}", 0, "unexpected byte"},
		{`'a'`, 0, "unexpected byte"},
		{"\"a\nb\"", 2, "unescaped control byte in a string"},
		{"\"12345678\x00\"", 9, "unescaped control byte in a string"},
		{`"\x41"`, 1, "unknown escape in a string"},
		{`"\u12G4"`, 1, "unknown escape in a string"},
		{`"\u12`, 1, "unknown escape in a string"},
		{`"\`, 1, "unknown escape in a string"},
		{"\"abc\xff\"", 4, "invalid UTF-8 in a string"},
		{"\"\xc0\xaf\"", 1, "invalid UTF-8 in a string"},     // overlong
		{"\"\xed\xa0\x80\"", 1, "invalid UTF-8 in a string"}, // a surrogate as UTF-8
		{"\"0123456789\xe4\xb8\"", 11, "invalid UTF-8 in a string"},
	} {
		var fault *jsonedit.SyntaxError
		err := jsonedit.Check([]byte(c.text), 200)
		if !errors.As(err, &fault) {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if fault.Offset != c.offset || fault.What != c.what {
			t.Errorf("%q: %v, want %s at position %d", c.text, fault, c.what, c.offset)
		}
	}
}

func TestSyntaxErrorIsASentencePart(t *testing.T) {
	err := jsonedit.Check([]byte(`{"secret-token-1":oops}`), 200)
	if err == nil || err.Error() != "unexpected byte at position 18" {
		t.Fatalf("%v", err)
	}
}

func TestCheckBoundsDepth(t *testing.T) {
	for _, c := range []struct {
		depth, max int
		ok         bool
	}{{0, 0, true}, {1, 0, false}, {1, 1, true}, {200, 200, true}, {201, 200, false}, {5000, 5000, true}, {5001, 5000, false}} {
		for _, pair := range []string{"[]", "{}"} {
			text := strings.Repeat("[", c.depth) + strings.Repeat("]", c.depth)
			if pair == "{}" {
				text = strings.Repeat(`{"a":`, c.depth) + "1" + strings.Repeat("}", c.depth)
			} else if c.depth == 0 {
				text = "1"
			}
			if err := jsonedit.Check([]byte(text), c.max); (err == nil) != c.ok {
				t.Errorf("%d × %s with limit %d: %v", c.depth, pair, c.max, err)
			}
		}
	}
	// The bits of one level must not be left behind for the next visitor of it.
	if err := jsonedit.Check([]byte(`[{"a":[1,2]},[3,{"b":4}],{"c":[{}]}]`), 200); err != nil {
		t.Error(err)
	}
}

func TestHostileNestingEndsAtOnce(t *testing.T) {
	for _, text := range []string{"[", `{"a":`, `[{"a":`} {
		data := bytes.Repeat([]byte(text), 1_000_000)
		if jsonedit.Check(data, 200) == nil {
			t.Errorf("%s: accepted", text)
		}
		if jsonedit.Check(data, 1<<30) == nil {
			t.Errorf("%s: accepted without a limit", text)
		}
		if _, err := jsonedit.ParseObject(data); err == nil {
			t.Errorf("%s: parsed", text)
		}
		if _, err := jsonedit.ParseArray(data); err == nil {
			t.Errorf("%s: parsed as an array", text)
		}
	}
}

func TestCheckAllocatesNothing(t *testing.T) {
	body := chatBody(200_000)
	if n := testing.AllocsPerRun(10, func() { _ = jsonedit.Check(body, 200) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzCheck holds the verdict against encoding/json, which allows 10 000 levels
// and invalid UTF-8 and is otherwise the same grammar.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{`{"a":[1,-0,1.5e+3,true,null]}`, `"\ud83d\ude00\n"`, `[[[{}]]]`, "\"\xff\"", ` {"a" : "b\\" } `, `1e400`, `{"a":"12345678é"}`, "[\x01]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		want := json.Valid(data) && utf8.Valid(data)
		err := jsonedit.Check(data, 10_000)
		if (err == nil) != want {
			t.Fatalf("%q: %v, want valid %v", data, err, want)
		}
		if deep := maxDepth(data); want && deep > 0 {
			if jsonedit.Check(data, deep) != nil || jsonedit.Check(data, deep-1) == nil {
				t.Fatalf("%q: depth is not %d", data, deep)
			}
		}
		if fault, ok := err.(*jsonedit.SyntaxError); ok && (fault.Offset < 0 || fault.Offset > len(data)) {
			t.Fatalf("%q: offset %d", data, fault.Offset)
		}
	})
}

// maxDepth is the depth of a valid text, by the standard decoder's tokens.
func maxDepth(data []byte) (most int) {
	depth := 0
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return most
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			most = max(most, depth)
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}
