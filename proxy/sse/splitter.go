package sse

import (
	"bytes"
	"errors"
)

// ErrTooLong says that an event or line is longer than its reader allows.
var ErrTooLong = errors.New("sse: the event is too long")

const bom = "\xef\xbb\xbf"

// keepBuffer is how many bytes of buffer a reader keeps between events. One
// large event must not make an idle stream large for good.
const keepBuffer = 64 << 10

// Splitter cuts a stream into its events, however the network cut it. The
// events, put one behind the other and followed by Rest, are the input.
//
// Event ends are found as the standard says. A stream that ends its lines with
// a lone CR has its events at once too; a LF that comes behind the blank line
// of such an event belongs to that line, but opens the next raw.
type Splitter struct {
	// Known, if set, is asked wherever an event begins how many bytes of what
	// arrived are whole events that have been dealt with: Feed goes on behind them.
	Known func(arrived []byte) int

	max int
	buf []byte // the incomplete event
	err error

	inLine  bool // the current line is not empty
	cr      bool // the last byte was a CR that ended a line: a LF may follow
	blankCR bool // that line was empty, and the event ends behind the LF that may follow
	lone    bool // the line before the current one ended in a lone CR
	mark    int  // bytes of the byte order mark seen; 3: done with it
}

// NewSplitter returns a reader for events of at most max bytes; 0 is MaxEvent.
func NewSplitter(max int) *Splitter {
	if max <= 0 {
		max = MaxEvent
	}
	return &Splitter{max: max}
}

// Feed takes the next chunk and calls event for every event that is complete,
// in order. raw holds the event with its blank line, as received; blank lines
// between events come as events of their own. raw is valid only during the
// call, and may be a part of chunk.
//
// An error of event, or ErrTooLong, ends the reading: Feed returns it now and
// ever after.
func (s *Splitter) Feed(chunk []byte, event func(raw []byte) error) error {
	for looked, hasCR := false, false; s.err == nil && len(chunk) > 0; {
		if s.Known != nil && s.between() {
			if chunk = chunk[s.Known(chunk):]; len(chunk) == 0 {
				break
			}
		}
		if !looked { // behind what is known, which most often is all
			looked, hasCR = true, bytes.IndexByte(chunk, '\r') >= 0
		}
		end := s.scan(chunk, hasCR)
		part := chunk
		if end >= 0 {
			part = chunk[:end]
		}
		if len(s.buf)+len(part) > s.max {
			s.err = ErrTooLong
			break
		}
		if end < 0 {
			s.buf = append(s.buf, part...)
			break
		}
		raw := part
		if len(s.buf) > 0 {
			s.buf = append(s.buf, part...)
			raw = s.buf
		}
		s.err = event(raw)
		s.buf = reuse(s.buf)
		chunk = chunk[end:]
	}
	return s.err
}

// between reports whether the next byte begins an event, whatever it is.
func (s *Splitter) between() bool {
	return len(s.buf) == 0 && s.mark == len(bom) && !s.cr && !s.lone
}

// Rest returns the incomplete event at the end of what was fed, valid until
// the next Feed. The standard has readers throw it away.
func (s *Splitter) Rest() []byte { return s.buf }

// scan returns the length of b up to the end of the current event, or -1. What
// it learns of an incomplete event it keeps, so that no byte is read twice.
func (s *Splitter) scan(b []byte, hasCR bool) int {
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case s.blankCR:
			s.blankCR, s.lone = false, c != '\n'
			if c == '\n' {
				i++
			}
			return i
		case s.cr:
			s.cr, s.lone = false, c != '\n'
			if c == '\n' {
				i++
			}
		case s.mark < len(bom) && c == bom[s.mark]:
			s.mark++
			i++
		case s.mark < len(bom):
			s.inLine = s.mark > 0
			s.mark = len(bom)
		case !s.inLine && c == '\n':
			return i + 1
		case !s.inLine && c == '\r' && s.lone:
			s.cr = true
			return i + 1
		case !s.inLine && c == '\r':
			s.blankCR = true
			i++
		case hasCR:
			i = s.line(b, i)
		default:
			return s.lines(b, i)
		}
	}
	return -1
}

// line moves behind the end of the current line, or to the end of b.
func (s *Splitter) line(b []byte, i int) int {
	end := bytes.IndexByte(b[i:], '\n')
	if end < 0 {
		end = len(b)
	} else {
		end += i
	}
	if cr := bytes.IndexByte(b[i:end], '\r'); cr >= 0 {
		s.inLine, s.cr = false, true
		return i + cr + 1
	}
	s.inLine, s.lone = end == len(b), false
	return min(end+1, len(b))
}

// lines is scan for the rest of a chunk without any CR: what nearly every
// stream is made of.
func (s *Splitter) lines(b []byte, i int) int {
	s.lone = false
	if end := bytes.Index(b[i:], []byte("\n\n")); end >= 0 {
		s.inLine = false
		return i + end + 2
	}
	s.inLine = b[len(b)-1] != '\n'
	return -1
}

func reuse(buf []byte) []byte {
	if cap(buf) > keepBuffer {
		return nil
	}
	return buf[:0]
}
