package sse

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestLinesEverySplit(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		rest  string
	}{
		{name: "nothing"},
		{name: "LF", lines: []string{"{\"a\":1}\n", "{\"b\":2}\n"}},
		{name: "CRLF", lines: []string{"{}\r\n", "[]\r\n"}},
		{name: "empty lines", lines: []string{"\n", "{}\n", "\n"}},
		{name: "a CR alone ends no line", lines: []string{"{\r}\n"}},
		{name: "no last line end", lines: []string{"{}\n"}, rest: `{"done":true}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := strings.Join(c.lines, "") + c.rest
			for i := 0; i <= len(in); i++ {
				for j := i; j <= len(in); j++ {
					l := NewLines(0)
					var got []string
					for _, p := range []string{in[:i], in[i:j], in[j:]} {
						chunk := []byte(p)
						if err := l.Feed(chunk, func(raw []byte) error { got = append(got, string(raw)); return nil }); err != nil {
							t.Fatal(err)
						}
						clear(chunk)
					}
					if !slices.Equal(got, c.lines) || string(l.Rest()) != c.rest {
						t.Fatalf("cut at %d and %d: %q and %q", i, j, got, l.Rest())
					}
				}
			}
		})
	}
}

func TestLinesTooLong(t *testing.T) {
	for _, pieces := range [][]string{{"12345\n"}, {"123", "45"}, {"1\n", "12345"}} {
		l := NewLines(4)
		var err error
		for _, p := range pieces {
			err = l.Feed([]byte(p), func([]byte) error { return nil })
		}
		if !errors.Is(err, ErrTooLong) {
			t.Errorf("%q: %v", pieces, err)
		}
	}
	if err := NewLines(4).Feed([]byte("123\n"), func([]byte) error { return nil }); err != nil {
		t.Error(err)
	}
}
