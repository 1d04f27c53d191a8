package jsonedit_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
)

// inTwoPasses is what ParseChecked does at once.
func inTwoPasses(data []byte, maxDepth int) (*jsonedit.Object, error) {
	if err := jsonedit.Check(data, maxDepth); err != nil {
		return nil, err
	}
	o, err := jsonedit.ParseObject(data)
	if err != nil {
		return nil, jsonedit.ErrNoObject
	}
	return o, nil
}

// sameObject compares all that can be seen of two objects of one text.
func sameObject(t *testing.T, data []byte, got, want *jsonedit.Object) {
	t.Helper()
	type pair struct {
		key   string
		value string
	}
	members := func(o *jsonedit.Object) (all []pair) {
		for key, value := range o.All() {
			all = append(all, pair{key, string(value)})
		}
		return all
	}
	if a, b := members(got), members(want); !reflect.DeepEqual(a, b) {
		t.Fatalf("%q: members %q, want %q", data, a, b)
	}
	// Every offset shows in what an edit leaves of the text.
	edit := func(o *jsonedit.Object) []byte {
		for i, m := range members(o) {
			switch i % 3 {
			case 0:
				o.Delete(m.key)
			case 1:
				o.Rename(m.key, "renamed")
			default:
				o.Set(m.key, []byte(`"set"`))
			}
		}
		o.Set("new", []byte("1"))
		return o.Bytes()
	}
	if a, b := edit(got), edit(want); !bytes.Equal(a, b) {
		t.Fatalf("%q edited is %q, want %q", data, a, b)
	}
}

func sameParse(t *testing.T, data []byte, maxDepth int) {
	t.Helper()
	var got jsonedit.Object
	// What was there before must not matter.
	if err := got.Parse([]byte(`{"old":1,"older":[2]}`)); err != nil {
		t.Fatal(err)
	}
	got.Set("old", []byte("3"))
	err := got.ParseChecked(data, maxDepth)
	want, wantErr := inTwoPasses(data, maxDepth)
	if !reflect.DeepEqual(err, wantErr) {
		t.Fatalf("%q: %v, want %v", data, err, wantErr)
	}
	if err != nil {
		if got.Len() != 0 || got.Bytes() != nil || got.Changed() {
			t.Fatalf("%q: something is left behind the error", data)
		}
		return
	}
	sameObject(t, data, &got, want)
}

func TestParseCheckedIsCheckAndParse(t *testing.T) {
	for _, text := range []string{
		`{}`, ` { } `, "\n{\t}\r", `{"a":1}`, ` { "a" : 1 , "b":[{"c":{}},[]],"d" :"x" } `, `{"a":{},"b":{"a":1},"a":2}`,
		`[]`, `[{"a":1}]`, `1`, `"x"`, `null`, ``, ` `, `{"a":1`, `{"a":1,}`, `{"a":1}}`, `{"a":1} x`, `{"a":{"b":1}`, `{"a" "b"}`, `{a:1}`,
		"{\"a\":\"\xff\"}", "{\"a\":\"\x01\"}", `{"a":"\q"}`, strings.Repeat(`{"a":`, 10) + "1" + strings.Repeat("}", 10),
		string(chatBody(20_000)), string(toolBody(20_000)), string(textBody(20_000)),
	} {
		sameParse(t, []byte(text), 8)
		sameParse(t, []byte(text), 200)
	}
	var o jsonedit.Object
	if err := o.ParseChecked([]byte(`[1]`), 200); !errors.Is(err, jsonedit.ErrNoObject) {
		t.Error(err)
	}
}

// FuzzParseChecked holds the one pass against the two.
func FuzzParseChecked(f *testing.F) {
	for _, s := range []string{`{"a":[1,-0],"b":{"c":"\n\u00e9"}}`, ` { "a" : {} , "b" : [ ] } `, `{}`, `[{}]`, `{"a":1,"a":2}`, `{"x":"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { sameParse(t, data, 5) })
}

// TestCheckFindsFaultsAnywhereInAString puts each fault, and each thing that is
// none, at every place of a string that is longer than what is looked at at once.
func TestCheckFindsFaultsAnywhereInAString(t *testing.T) {
	for _, c := range []struct{ piece, what string }{
		{"é", ""},
		{"世", ""},
		{"😀", ""},
		{`\n`, ""},
		{`\"`, ""},
		{`\\`, ""},
		{`\u00e9`, ""},
		{`\ud83d\ude00`, ""},
		{"\x7f", ""},
		{"\x1f", "unescaped control byte in a string"},
		{"\n", "unescaped control byte in a string"},
		{"\x00", "unescaped control byte in a string"},
		{`\x`, "unknown escape in a string"},
		{`\u00g0`, "unknown escape in a string"},
		{"\xff", "invalid UTF-8 in a string"},
		{"\xe4\xb8", "invalid UTF-8 in a string"},
		{"\x80", "invalid UTF-8 in a string"},
	} {
		for at := range 200 {
			for _, behind := range []int{0, 1, 7, 70, 200} {
				text := `{"k":"` + strings.Repeat("x", at) + c.piece + strings.Repeat("y", behind) + `","tail":"é"}`
				err := jsonedit.Check([]byte(text), 200)
				if c.what == "" {
					if err != nil {
						t.Fatalf("%q at %d: %v", c.piece, at, err)
					}
					continue
				}
				var fault *jsonedit.SyntaxError
				if !errors.As(err, &fault) || fault.What != c.what || fault.Offset != len(`{"k":"`)+at {
					t.Fatalf("%q at %d: %v, want %s at %d", c.piece, at, err, c.what, len(`{"k":"`)+at)
				}
			}
		}
	}
}

func TestCheckFindsTheEndAnywhereInAString(t *testing.T) {
	whole := `{"k":"` + strings.Repeat(`abc\n\"é\u00e9`, 20) + `"}`
	for end := range len(whole) {
		var fault *jsonedit.SyntaxError
		if err := jsonedit.Check([]byte(whole[:end]), 200); !errors.As(err, &fault) || fault.Offset > end {
			t.Fatalf("cut at %d: %v", end, err)
		}
	}
}

func TestSurrogatesAreSeenAnywhere(t *testing.T) {
	for piece, want := range map[string]bool{
		`\ud800`: true, `\uDBFF`: true, `\udC00`: true, `\uDfff`: true, `\ud83d\ude00`: true,
		`\ud7ff`: false, `\ue000`: false, `\u00d8`: false, `\\ud800`: false, `\n`: false, "ud800": false,
	} {
		for at := range 140 {
			text := strings.Repeat("x", at) + piece
			for _, body := range []string{`{"k":"` + text + `"}`, `{"` + text + `":[{"k":""}]}`, `{"a":["` + text + `"],"b":"` + strings.Repeat("x", 80) + `"}`} {
				var o jsonedit.Object
				if err := o.ParseChecked([]byte(body), 10); err != nil || o.MayHaveSurrogates() != want {
					t.Fatalf("%s: %v, %v", body, err, o.MayHaveSurrogates())
				}
			}
		}
	}
	var o jsonedit.Object
	if err := o.Parse([]byte(`{}`)); err != nil || !o.MayHaveSurrogates() {
		t.Error("nobody has looked, and there are none")
	}
}

// TestSkippedStringsEndWhereTheyAreSeenToEnd has what skips a string, behind an
// escaped quote, meet each kind of escape at every place.
func TestSkippedStringsEndWhereTheyAreSeenToEnd(t *testing.T) {
	for _, piece := range []string{`\"`, `\\`, `\\\"`, `\\\\`, `\n`, `\\n`, "é\\\"", `\"\"\"`, `\u0022`, "\xa2\xdc\\\\"} {
		for at := range 150 {
			for _, behind := range []int{0, 1, 70, 150} {
				text := `{"k":"\"` + strings.Repeat("x", at) + piece + strings.Repeat("y", behind) + `","l":"\\"}`
				o, err := jsonedit.ParseObject([]byte(text))
				if err != nil || o.Len() != 2 {
					t.Fatalf("%s: %v", text, err)
				}
				if _, ok := o.Get("l"); !ok {
					t.Fatalf("%s: %q", text, o.Bytes())
				}
			}
		}
	}
}
