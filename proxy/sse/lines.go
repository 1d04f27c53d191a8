package sse

import "bytes"

// Lines cuts newline-delimited JSON into lines, however the network cut it.
type Lines struct {
	max int
	buf []byte // the incomplete line
	err error
}

// NewLines returns a reader for lines of at most max bytes; 0 is MaxEvent.
func NewLines(max int) *Lines {
	if max <= 0 {
		max = MaxEvent
	}
	return &Lines{max: max}
}

// Feed takes the next chunk and calls line for every complete line, in order.
// raw holds the line with its line end, as received, is valid only during the
// call, and may be a part of chunk. Empty lines come too.
//
// An error of line, or ErrTooLong, ends the reading: Feed returns it now and
// ever after.
func (l *Lines) Feed(chunk []byte, line func(raw []byte) error) error {
	for l.err == nil && len(chunk) > 0 {
		end := bytes.IndexByte(chunk, '\n') + 1
		part := chunk[:end]
		if end == 0 {
			part = chunk
		}
		if len(l.buf)+len(part) > l.max {
			l.err = ErrTooLong
			break
		}
		if end == 0 {
			l.buf = append(l.buf, part...)
			break
		}
		raw := part
		if len(l.buf) > 0 {
			l.buf = append(l.buf, part...)
			raw = l.buf
		}
		l.err = line(raw)
		l.buf = reuse(l.buf)
		chunk = chunk[end:]
	}
	return l.err
}

// Rest returns what came behind the last line end, valid until the next Feed.
// At the end of a stream it is a last line whose sender left the line end out.
func (l *Lines) Rest() []byte { return l.buf }
