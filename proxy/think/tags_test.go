package think

import (
	"slices"
	"strings"
	"testing"
)

func TestParseTags(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []string
		want []Tag
		err  string
	}{
		{name: "none"},
		{name: "literal", in: []string{"<think>", "</think>"}, want: []Tag{{"<think>", "</think>"}}},
		{name: "two pairs", in: []string{"<a>", "</a>", "[B]", "[/B]"}, want: []Tag{{"<a>", "</a>"}, {"[B]", "[/B]"}}},
		{name: "as on the wire", in: []string{`\u003cthink\u003E`, `\u003c\/think\u003e\n\n`}, want: []Tag{{"<think>", "</think>\n\n"}}},
		{name: "other escapes", in: []string{`\\begin{\t\"x\"}`, `\r\\end`}, want: []Tag{{"\\begin{\t\"x\"}", "\r\\end"}}},
		{name: "surrogates", in: []string{`\ud83e\udd14`, "🙈"}, want: []Tag{{"🤔", "🙈"}}},
		{name: "odd", in: []string{"<a>"}, err: "come in pairs"},
		{name: "empty", in: []string{"<a>", ""}, err: "thought tag 2 is empty"},
		{name: "white space", in: []string{`\n `, "</a>"}, err: "thought tag 1 is empty"},
		{name: "unknown escape", in: []string{"<a>", "</a>", `\q`, "x"}, err: `thought tag 3 holds the unknown escape \q`},
		{name: "lone backslash", in: []string{`a\`, "x"}, err: "lone backslash"},
		{name: "short hex", in: []string{`\u00`, "x"}, err: "four hexadecimal digits"},
		{name: "signed hex", in: []string{`\u+03c`, "x"}, err: "four hexadecimal digits"},
		{name: "half a surrogate pair", in: []string{`\ud83ex`, "x"}, err: "four hexadecimal digits"},
		{name: "wrong second surrogate", in: []string{`\ud83e\u0041`, "x"}, err: "four hexadecimal digits"},
		{name: "bad UTF-8", in: []string{"\xff", "x"}, err: "not valid UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseTags(c.in)
			if c.err == "" && (err != nil || !slices.Equal(got, c.want)) {
				t.Errorf("got %q, %v", got, err)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("got error %v, want %q", err, c.err)
			}
		})
	}
}
