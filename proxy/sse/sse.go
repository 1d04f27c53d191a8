// Package sse reads, edits and writes streams of server-sent events, and reads
// newline-delimited JSON. It keeps every byte that it is not asked to change.
//
// It follows the WHATWG HTML Living Standard, section "Server-sent events", and
// knows nothing of what the events say: no JSON, no dialect, no upstream.
package sse

import "bytes"

// MaxEvent is the default bound, in bytes, for one event or line. Base64 images
// in one event reach a few MiB.
const MaxEvent = 8 << 20

const (
	// Comment fills silence; every client skips it.
	Comment = ": keep-alive\n\n"
	// Done ends a stream of chat completions.
	Done = "data: [DONE]\n\n"
)

// IsDone reports whether the data of an event is the [DONE] that ends OpenAI's
// streams.
func IsDone(data []byte) bool {
	return string(bytes.TrimSpace(data)) == "[DONE]"
}

// AppendData appends an event with nothing but data to dst. Data that holds
// line breaks becomes several data lines; a reader joins them with \n.
func AppendData(dst, data []byte) []byte {
	return append(appendData(dst, "data: ", data, "\n"), '\n')
}

// appendData writes one line for each line of data, every line ended by eol. A
// bare line break in data would otherwise end the event, or forge a field.
func appendData(dst []byte, prefix string, data []byte, eol string) []byte {
	for {
		line, rest, more := cutLine(data)
		dst = append(dst, prefix...)
		dst = append(dst, line...)
		dst = append(dst, eol...)
		if !more {
			return dst
		}
		data = rest
	}
}

// cutLine cuts b behind its first line end: LF, CRLF or a lone CR. more says
// that there was one. The line comes without it.
func cutLine(b []byte) (line, rest []byte, more bool) {
	end := bytes.IndexByte(b, '\n')
	if end < 0 {
		end = len(b)
	}
	if cr := bytes.IndexByte(b[:end], '\r'); cr >= 0 {
		rest = b[cr+1:]
		if cr+1 == end && end < len(b) {
			rest = b[end+1:]
		}
		return b[:cr], rest, true
	}
	if end == len(b) {
		return b, nil, false
	}
	return b[:end], b[end+1:], true
}
