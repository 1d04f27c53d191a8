package sse

import (
	"bytes"
	"slices"
	"testing"
)

func TestKnownIsAskedWhereAnEventBeginsAndNowhereElse(t *testing.T) {
	const a, b = "data: a\n\n", "data: b\n\n"
	s := NewSplitter(0)
	var asked []string
	s.Known = func(arrived []byte) int {
		asked = append(asked, string(arrived))
		n := 0
		for bytes.HasPrefix(arrived[n:], []byte(a)) {
			n += len(a)
		}
		return n
	}
	var events []string
	for _, chunk := range []string{a, a + a + b + a, "id: 1\n", a, b[:3], b[3:] + a + "data: x\r\r", a + "\n", a} {
		if err := s.Feed([]byte(chunk), func(raw []byte) error { events = append(events, string(raw)); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	// The first event may begin with a byte order mark, and behind a lone CR a LF
	// may follow: both are the splitter's own to see.
	if want := []string{a, b, "id: 1\n" + a, b, "data: x\r\r", a, "\n"}; !slices.Equal(events, want) {
		t.Errorf("events %q, want %q", events, want)
	}
	if want := []string{a + a + b + a, a, "id: 1\n", b[:3], a + "data: x\r\r", "\n", a}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}
