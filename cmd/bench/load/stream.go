package load

import (
	"bytes"
	"encoding/json"
	"strings"

	"keyport/cmd/bench/wire"
)

// Stream looks at the lines of streamed answers: events, or Ollama's NDJSON.
// It may be used for one answer after another; Begin comes before each.
type Stream struct {
	Events int     // lines with a mark
	Done   bool    // the stream said that it is complete
	First  int64   // when the first line with a mark was read, by wire.Now
	Last   int64   // when the last one was
	Delays []int64 // from writing to reading of each, in ns, of all answers

	// Keep makes the stream remember its data lines, for Text.
	Keep  bool
	lines [][]byte
	rest  []byte // a line that is not whole yet
}

// Begin forgets the answer before, but for its delays.
func (s *Stream) Begin() {
	s.Events, s.Done, s.First, s.Last = 0, false, 0, 0
	s.rest, s.lines = s.rest[:0], nil
}

// feed takes the next bytes of a body, which were read at the given time.
func (s *Stream) feed(p []byte, at int64) {
	if s == nil {
		return
	}
	if len(s.rest) > 0 {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			s.rest = append(s.rest, p...)
			return
		}
		s.rest = append(s.rest, p[:i]...)
		s.line(s.rest, at)
		s.rest, p = s.rest[:0], p[i+1:]
	}
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			s.rest = append(s.rest, p...)
			return
		}
		if i > 0 {
			s.line(p[:i], at)
		}
		p = p[i+1:]
	}
}

func (s *Stream) line(line []byte, at int64) {
	if s.Keep {
		s.lines = append(s.lines, bytes.Clone(line))
	}
	if ns, ok := wire.ReadMark(line); ok {
		if s.Events == 0 {
			s.First = at
		}
		s.Events++
		s.Last = at
		s.Delays = append(s.Delays, at-ns)
		return
	}
	if bytes.HasSuffix(line, []byte("[DONE]")) || bytes.Contains(line, []byte(`"done":true`)) {
		s.Done = true
	}
}

// Text joins the text of all lines of the answer that was kept.
func (s *Stream) Text() string {
	type text struct{ Content string }
	var b strings.Builder
	for _, line := range s.lines {
		var e struct {
			Choices []struct{ Delta text }
			Message text
		}
		if json.Unmarshal(bytes.TrimPrefix(line, []byte("data: ")), &e) != nil {
			continue
		}
		b.WriteString(e.Message.Content)
		for _, c := range e.Choices {
			b.WriteString(c.Delta.Content)
		}
	}
	return b.String()
}

// Raw is the answer that was kept, as it came.
func (s *Stream) Raw() string { return string(bytes.Join(s.lines, []byte("\n"))) }
