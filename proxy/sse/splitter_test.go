package sse

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// streams are cut at their event ends, as the standard has it.
var streams = []struct {
	name   string
	events []string
	rest   string
}{
	{name: "nothing"},
	{name: "LF", events: []string{"data: a\n\n", "data: b\n\n"}},
	{name: "CRLF", events: []string{"data: a\r\n\r\n", "data: b\r\n\r\n"}},
	{name: "CR", events: []string{"data: a\r\r", "data: b\r\r"}},
	{name: "event and id", events: []string{"event: x\nid: 7\ndata: a\n\n"}},
	{name: "comment", events: []string{": keep-alive\n\n", "data: a\n\n"}},
	{name: "two data lines", events: []string{"data: a\ndata: b\n\n"}},
	{name: "LF then CRLF", events: []string{"data: a\n\r\n", "data: b\r\n\n"}},
	{name: "LF then CR", events: []string{"data: a\n\r", "data: b\n\n"}},
	{name: "CRLF then CR", events: []string{"data: a\r\n\r", "data: b\n\n"}},
	{name: "CR then LF is one line end", events: []string{"data: a\r\ndata: b\r\n\r\n"}},
	{name: "CR, then CRLF", events: []string{"data: a\r\r", "\ndata: b\n\n"}},
	{name: "CR, then CRLF, then blank", events: []string{"data: a\r\r", "\n\r\n", "data: b\n\n"}},
	{name: "blank lines between", events: []string{"data: a\n\n", "\n", "\n", "data: b\n\n"}},
	{name: "blank CRLF lines", events: []string{"\r\n", "data: a\r\n\r\n", "\r\n"}},
	{name: "blank CR lines", events: []string{"\r", "\r", "data: a\r\r"}},
	{name: "blank CR lines, then LF", events: []string{"\r", "\r", "\ndata: a\n\n"}},
	{name: "mark", events: []string{bom + "data: a\n\n", "data: b\n\n"}},
	{name: "mark before a blank line", events: []string{bom + "\n", "data: a\n\n"}},
	{name: "half a mark", events: []string{"\xef\xbbdata\n\n", "\n"}},
	{name: "half a mark is a line", events: []string{"\xef\n\n", "\xef\n\n"}},
	{name: "mark in the middle is text", events: []string{"data: a\n\n", bom + "\n\n"}},
	{name: "tail", events: []string{"data: a\n\n"}, rest: "data: b\n"},
	{name: "tail of one CR", events: []string{"data: a\r\n\r\n"}, rest: "data: b\r\n\r"},
	{name: "no line end", rest: "data: b"},
	{name: "UTF-8", events: []string{"data: é🎉\n\n"}},
	{name: "NUL and U+2028 end no line", events: []string{"data: \x00\u2028\u0085x\n\n"}},
}

func feedAll(t *testing.T, pieces ...string) (events []string, rest string) {
	t.Helper()
	s := NewSplitter(0)
	for _, p := range pieces {
		chunk := []byte(p)
		err := s.Feed(chunk, func(raw []byte) error {
			events = append(events, string(raw))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		clear(chunk) // the caller reads the next bytes into it
	}
	return events, string(s.Rest())
}

func TestEverySplit(t *testing.T) {
	for _, c := range streams {
		t.Run(c.name, func(t *testing.T) {
			in := strings.Join(c.events, "") + c.rest
			check := func(pieces ...string) {
				events, rest := feedAll(t, pieces...)
				if !slices.Equal(events, c.events) || rest != c.rest {
					t.Fatalf("pieces %q give %q and %q; want %q and %q", pieces, events, rest, c.events, c.rest)
				}
			}
			check(in)
			var single []string
			for i := range len(in) {
				single = append(single, in[i:i+1])
			}
			check(single...)
			for i := 0; i <= len(in); i++ {
				for j := i; j <= len(in); j++ {
					for k := j; k <= len(in); k++ {
						check(in[:i], in[i:j], in[j:k], in[k:])
					}
				}
			}
		})
	}
}

// An event leaves with the byte that ends it; only behind a CR that may be half
// of a CRLF must one byte be waited for.
func TestEventsComeAtOnce(t *testing.T) {
	for _, c := range streams {
		s, whole := NewSplitter(0), 0
		for _, e := range c.events {
			whole += len(e)
		}
		in, came := strings.Join(c.events, ""), 0
		for i := range len(in) {
			err := s.Feed([]byte(in[i:i+1]), func(raw []byte) error { came += len(raw); return nil })
			if err != nil {
				t.Fatal(err)
			}
		}
		if came != whole && !strings.HasSuffix(in, "\n\r") {
			t.Errorf("%s: %d of %d bytes came", c.name, came, whole)
		}
	}
}

func TestLargeEvents(t *testing.T) {
	large := "data: " + strings.Repeat("x", 1<<20) + "\n\n"
	in, n := "data: a\n\n"+large+"data: b\n\n", 0
	s := NewSplitter(0)
	var got []string
	for rest := in; rest != ""; {
		n = min(4096, len(rest))
		if err := s.Feed([]byte(rest[:n]), func(raw []byte) error { got = append(got, string(raw)); return nil }); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if !slices.Equal(got, []string{"data: a\n\n", large, "data: b\n\n"}) {
		t.Errorf("got %d events", len(got))
	}
	if cap(s.buf) > keepBuffer {
		t.Errorf("%d bytes of buffer are kept", cap(s.buf))
	}
}

func TestTooLong(t *testing.T) {
	t.Run("default", func(t *testing.T) {
		s, chunk := NewSplitter(0), []byte(strings.Repeat("x", 1<<20))
		var err error
		for n := 0; err == nil; n++ {
			if n > 8 {
				t.Fatal("more than 8 MiB were taken")
			}
			err = s.Feed(chunk, func([]byte) error { return nil })
		}
		if !errors.Is(err, ErrTooLong) || len(s.Rest()) != MaxEvent {
			t.Errorf("got %v after %d bytes", err, len(s.Rest()))
		}
	})
	event := "data: 45\n\n"
	for _, cut := range []int{0, 1, 9} {
		for max, want := range map[int]error{len(event): nil, len(event) - 1: ErrTooLong} {
			s := NewSplitter(max)
			err := s.Feed([]byte(event[:cut]), func([]byte) error { return nil })
			if err == nil {
				err = s.Feed([]byte(event[cut:]), func([]byte) error { return nil })
			}
			if !errors.Is(err, want) {
				t.Errorf("cut at %d, at most %d: %v", cut, max, err)
			}
		}
	}
}

func TestErrorsLast(t *testing.T) {
	stop := errors.New("stop")
	for name, feed := range map[string]func([]byte, func([]byte) error) error{
		"events": NewSplitter(0).Feed,
		"lines":  NewLines(0).Feed,
	} {
		calls := 0
		for range 2 {
			err := feed([]byte("a\n\nb\n\n"), func([]byte) error { calls++; return stop })
			if !errors.Is(err, stop) || calls != 1 {
				t.Errorf("%s: %v after %d calls", name, err, calls)
			}
		}
	}
}

func TestWholeEventsAreNotCopied(t *testing.T) {
	s := NewSplitter(0)
	for _, in := range []string{"data: a\n\ndata: b\n\n", "data: a\r\n\r\ndata: b\r\n\r\n"} {
		chunk := []byte(in)
		at := 0
		event := func(raw []byte) error {
			if &raw[0] != &chunk[at] {
				t.Error("raw is a copy")
			}
			at += len(raw)
			return nil
		}
		n := testing.AllocsPerRun(100, func() {
			at = 0
			if err := s.Feed(chunk, event); err != nil {
				t.Error(err)
			}
		})
		if n != 0 || at != len(in) {
			t.Errorf("%q: %v allocations, %d bytes came", in, n, at)
		}
	}
}
