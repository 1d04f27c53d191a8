package chat

import (
	"bytes"
	"unicode/utf8"

	"keyport/proxy/jsonedit"
	"keyport/proxy/think"
)

// form is the shape of the latest event of a stream: everything but its text.
// Nearly all events of an answer differ in their text alone, so the next one is
// known by comparing bytes: neither is its end searched nor is it parsed. That
// takes 30 ns an event, where a look at all its bytes takes 160, parsing it for
// a private address 700 and translating it 1,600.
//
// It is right because an event that passed unchanged, and after which nothing
// but its text made a difference, does so with every other text too, as long as
// the think filter has nothing to say. So a form is learned from an event that
// took the long way, by strict rules (learn.go), and forgotten with the next
// event that takes it.
type form struct {
	known   bool
	content bool          // the text is what the model says, not what it thinks or a call's arguments
	filter  *think.Filter // what looks at the text; nil when nothing does
	parts   [3][]byte     // what stands before, between and behind the strings
	strings int           // 1, or 2 where the event is padded

	event   []byte // what the parts are made of
	decoded []byte // the latest text that was spelled with escapes
	wasted  int    // forms in a row that fitted nothing
}

// match gives the text of the event that chunk begins with, and the length of
// the event, or 0 where it does not fit. The text is valid until the next call.
func (f *form) match(chunk []byte) (text []byte, n int) {
	if !f.known {
		return nil, 0
	}
	rest := chunk
	for i := 0; ; i++ {
		part := f.parts[i]
		if len(rest) < len(part) || string(rest[:len(part)]) != string(part) {
			return nil, 0
		}
		if rest = rest[len(part):]; i == f.strings {
			f.wasted = 0
			return text, len(chunk) - len(rest)
		}
		size, plain := jsonedit.StringLen(rest)
		if size == 0 {
			return nil, 0
		}
		if i == 0 {
			var ok bool
			if text, ok = f.read(rest[:size], plain); !ok {
				return nil, 0
			}
		} else if !plain {
			return nil, 0
		}
		rest = rest[size:]
	}
}

// read decodes a text. It says false where the text has to take the long way.
func (f *form) read(quoted []byte, plain bool) (text []byte, ok bool) {
	text = quoted[1 : len(quoted)-1]
	if !f.content { // nobody looks at it
		return text, plain || bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') < 0
	}
	if !plain {
		decoded, ok := jsonedit.AppendDecoded(f.decoded[:0], quoted)
		f.decoded = reuse(decoded)
		if !ok || !utf8.Valid(text) {
			return nil, false
		}
		text = decoded
	}
	return text, f.filter == nil || f.filter.Clean(asString(text))
}
