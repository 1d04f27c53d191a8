package sse

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var lineEnd = regexp.MustCompile(`\r\n|\n|\r`)

// message is what a reader makes of an event.
type message struct{ event, data string }

// readAll reads a whole stream as the standard tells it, line by line.
func readAll(in string) (messages []message) {
	in = strings.TrimPrefix(in, bom)
	var event string
	var data []string
	for {
		end := lineEnd.FindStringIndex(in)
		if end == nil {
			return messages
		}
		text := in[:end[0]]
		in = in[end[1]:]
		if text == "" {
			if data != nil {
				messages = append(messages, message{event, strings.Join(data, "\n")})
			}
			event, data = "", nil
			continue
		}
		name, value, _ := strings.Cut(text, ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "event":
			event = value
		case "data":
			data = append(data, value)
		}
	}
}

func FuzzSplitter(f *testing.F) {
	for i, c := range streams {
		f.Add(strings.Join(c.events, "")+c.rest, uint64(i))
	}
	f.Fuzz(func(t *testing.T, in string, seed uint64) {
		if len(in) > 1024 {
			in = in[:1024]
		}
		checkStream(t, in, rand.New(rand.NewPCG(seed, 1)))
	})
}

func TestRandomStreams(t *testing.T) {
	words := []string{"\n", "\n", "\r", "\r\n", "data: ", "data:", "data", "event: e", "id:", ":", "x", " ", bom, "\xef", "é"}
	r := rand.New(rand.NewPCG(4, 5))
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(16) {
			b.WriteString(words[r.IntN(len(words))])
		}
		checkStream(t, b.String(), r)
	}
}

func checkStream(t *testing.T, in string, r *rand.Rand) {
	t.Helper()
	whole, rest := feedAll(t, in)
	pieces := cut(in, r)
	parts, partRest := feedAll(t, pieces...)
	if !slices.Equal(whole, parts) || rest != partRest {
		t.Fatalf("%q gives %q and %q, but cut as %q %q and %q", in, whole, rest, pieces, parts, partRest)
	}
	limit := 1 + r.IntN(64)
	checkBound(t, NewSplitter(limit), limit, whole, rest, pieces)
	if strings.Join(whole, "")+rest != in {
		t.Fatalf("%q became %q and %q", in, whole, rest)
	}

	// A CR at the very end may be half of a CRLF, so the splitter still waits.
	if strings.HasSuffix(rest, "\r") {
		whole = append(whole, rest)
	}
	want := readAll(in)
	if got := messages(whole, Data); !slices.Equal(got, want) {
		t.Fatalf("%q is read as %q, want %q", in, got, want)
	}
	replaced := messages(whole, func(raw []byte) ([]byte, bool) {
		if data, _ := Data(raw); data == nil {
			return nil, false
		}
		return Data(Replace(nil, raw, []byte("new\n data")))
	})
	for i := range want {
		want[i].data = "new\n data"
	}
	if !slices.Equal(replaced, want) {
		t.Fatalf("%q with other data is read as %q, want %q", in, replaced, want)
	}
	for _, e := range whole {
		raw := []byte(e)
		data, single := Data(raw)
		if same := Replace(nil, raw, data); single && len(data) > 0 && !bytes.Equal(same, raw) {
			t.Fatalf("%q with its own data became %q", raw, same)
		}
	}
}

func messages(events []string, data func([]byte) ([]byte, bool)) (all []message) {
	for i, e := range events {
		if i > 0 && strings.HasPrefix(e, bom) {
			e = "x" + e // a mark in the middle makes a field of another name; the functions cannot know where raw was
		}
		raw := []byte(e)
		if !endsBlank(e) {
			continue
		}
		if d, _ := data(raw); d != nil {
			all = append(all, message{string(Field(raw, "event")), string(d)})
		}
	}
	return all
}

// endsBlank leaves out the tail that waits for a LF behind a line that is not
// blank: no event.
func endsBlank(e string) bool {
	ends := lineEnd.FindAllStringIndex(e, -1)
	last := len(ends) - 1
	return last == 0 && ends[0][0] == 0 || last > 0 && ends[last][0] == ends[last-1][1]
}
