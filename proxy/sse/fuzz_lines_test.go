package sse

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// feeder is what Splitter and Lines have in common.
type feeder interface {
	Feed(chunk []byte, each func(raw []byte) error) error
	Rest() []byte
}

// cut gives in as pieces of 1 to 9 bytes.
func cut(in string, r *rand.Rand) (pieces []string) {
	for in != "" {
		n := 1 + r.IntN(min(len(in), 9))
		pieces = append(pieces, in[:n])
		in = in[n:]
	}
	return pieces
}

// checkBound holds what a bound is for: an upstream may send what it likes
// without an end, and no more than max bytes of it are kept. Which part is too
// long must not depend on how the network cut the stream; what came before it
// is delivered all the same, and nothing behind it.
func checkBound(t *testing.T, f feeder, max int, all []string, rest string, pieces []string) {
	t.Helper()
	want, tooLong := all, len(rest) > max
	if i := slices.IndexFunc(all, func(e string) bool { return len(e) > max }); i >= 0 {
		want, tooLong = all[:i], true
	}
	var got []string
	var err error
	for _, p := range pieces {
		chunk := []byte(p)
		err = f.Feed(chunk, func(raw []byte) error { got = append(got, string(raw)); return nil })
		clear(chunk)
		if len(f.Rest()) > max {
			t.Fatalf("%d bytes are kept of %q, at most %d were allowed", len(f.Rest()), pieces, max)
		}
	}
	if !slices.Equal(got, want) || errors.Is(err, ErrTooLong) != tooLong {
		t.Fatalf("%q with at most %d bytes gives %q and %v, want %q, too long %v", pieces, max, got, err, want, tooLong)
	}
}

// FuzzLines holds the reader of newline-delimited JSON against strings.SplitAfter.
func FuzzLines(f *testing.F) {
	for i, in := range []string{"", "\n", "{\"a\":1}\n{\"b\":2}\r\n\n", "{\r}\n{\"done\":true}", strings.Repeat("x", 40) + "\n\x00\xff\n"} {
		f.Add(in, uint64(i), uint8(8*i))
	}
	f.Fuzz(func(t *testing.T, in string, seed uint64, max uint8) {
		if len(in) > 1024 {
			in = in[:1024]
		}
		lines := strings.SplitAfter(in, "\n")
		lines, rest := lines[:len(lines)-1], lines[len(lines)-1]
		pieces := cut(in, rand.New(rand.NewPCG(seed, 1)))
		checkBound(t, NewLines(0), MaxEvent, lines, rest, pieces)
		checkBound(t, NewLines(1+int(max)), 1+int(max), lines, rest, pieces)
		l := NewLines(0)
		for _, p := range pieces {
			_ = l.Feed([]byte(p), func([]byte) error { return nil })
		}
		if string(l.Rest()) != rest {
			t.Fatalf("%q leaves %q, want %q", in, l.Rest(), rest)
		}
	})
}

// FuzzEdit holds the writers of events against a reader that is built as the
// standard tells it: whatever text a model answers with, it stays the data of
// its one event. Text that ends an event early would forge the next one.
func FuzzEdit(f *testing.F) {
	for i, c := range streams {
		f.Add(strings.Join(c.events, "")+c.rest, []string{"x", "", "a\nb", "a\r\n\r\ndata: forged\n\n", "\r\revent: forged\n", " b\n c", bom + "d", ":"}[i%8])
	}
	f.Fuzz(func(t *testing.T, in, data string) {
		if len(in) > 1024 {
			in = in[:1024]
		}
		plain := lineEnd.ReplaceAllString(data, "\n")
		if got := readAll(string(AppendData(nil, []byte(data)))); len(got) != 1 || got[0] != (message{data: plain}) {
			t.Fatalf("%q is read as %q", data, got)
		}
		whole, rest := feedAll(t, in)
		var edited strings.Builder
		for i, e := range whole {
			if i > 0 && strings.HasPrefix(e, bom) {
				return // the functions cannot know where an event was
			}
			if d, _ := Data([]byte(e)); d == nil {
				edited.WriteString(e)
				continue
			}
			edited.Write(Replace(nil, []byte(e), []byte(data)))
		}
		edited.WriteString(rest)
		want := readAll(in)
		for i := range want {
			want[i].data = plain
		}
		if got := readAll(edited.String()); !slices.Equal(got, want) && !strings.HasSuffix(rest, "\r") {
			t.Fatalf("%q with %q as data became %q and is read as %q, want %q", in, data, edited.String(), got, want)
		}
	})
}
