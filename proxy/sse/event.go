package sse

import "bytes"

// line is one line of an event and where it came from.
type line struct {
	name, value []byte
	prefix      []byte // what stands before the value: "data: "
	eol         []byte // "\n", "\r\n", "\r", or nothing at the end of a tail
	comment     bool
	empty       bool
}

// next parses the first line of b and returns what follows it.
func next(b []byte) (l line, rest []byte) {
	text, rest, _ := cutLine(b)
	l.eol = b[len(text) : len(b)-len(rest)]
	switch colon := bytes.IndexByte(text, ':'); {
	case len(text) == 0:
		l.empty = true
	case colon == 0:
		l.comment = true
	case colon < 0:
		l.name, l.prefix, l.value = text, text, text[len(text):]
	default:
		start := colon + 1
		if start < len(text) && text[start] == ' ' {
			start++
		}
		l.name, l.prefix, l.value = text[:colon], text[:start], text[start:]
	}
	return l, rest
}

// body is raw without the byte order mark that a stream may begin with.
func body(raw []byte) []byte { return bytes.TrimPrefix(raw, []byte(bom)) }

// Data returns the data of an event, nil if it has none. From exactly one data
// line it is a part of raw, and single is true; several are joined with \n in
// new memory.
func Data(raw []byte) (data []byte, single bool) {
	lines := 0
	for rest := body(raw); len(rest) > 0; {
		var l line
		l, rest = next(rest)
		if string(l.name) != "data" {
			continue
		}
		switch lines++; lines {
		case 1:
			data = l.value
		case 2:
			data = append(make([]byte, 0, len(raw)), data...)
			fallthrough
		default:
			data = append(append(data, '\n'), l.value...)
		}
	}
	return data, lines == 1
}

// Field returns the value of a field other than data, nil if the event does not
// have it. The last one counts, as the standard says of event and id. The
// result is a part of raw.
func Field(raw []byte, name string) []byte {
	var value []byte
	for rest := body(raw); len(rest) > 0; {
		var l line
		if l, rest = next(rest); l.name != nil && string(l.name) == name {
			value = l.value
		}
	}
	return value
}

// IsComment reports whether an event holds nothing but comments.
func IsComment(raw []byte) bool {
	found := false
	for rest := body(raw); len(rest) > 0; {
		var l line
		l, rest = next(rest)
		if !l.comment && !l.empty {
			return false
		}
		found = found || l.comment
	}
	return found
}

// Replace appends to dst an event like raw with other data. Other fields,
// comments, line ends, and the spelling "data:" or "data: " stay. newData that
// holds line breaks becomes several data lines. An event without data gets it
// as its last field.
func Replace(dst, raw, newData []byte) []byte {
	start, from := body(raw), len(dst)
	dst = append(dst, raw[:len(raw)-len(start)]...)
	placed := false
	for rest := start; len(rest) > 0; {
		this := rest
		var l line
		l, rest = next(rest)
		this = this[:len(this)-len(rest)]
		switch {
		case string(l.name) == "data" && !placed:
			placed = true
			dst = place(dst, l, newData)
		case string(l.name) == "data":
		case l.empty && len(rest) == 0 && !placed:
			placed = true
			dst = appendData(dst, "data: ", newData, string(l.eol))
			dst = append(dst, this...)
		default:
			// Where a line went, a CR before it and the LF of a blank line behind it
			// would become one line end, and the event would run into the next one.
			if last := len(dst) - 1; last >= from && dst[last] == '\r' && this[0] == '\n' {
				dst[last] = '\n'
			}
			dst = append(dst, this...)
		}
	}
	if !placed { // a tail without its blank line
		if n := len(dst); n > 0 && dst[n-1] != '\n' && dst[n-1] != '\r' {
			dst = append(dst, '\n')
		}
		dst = appendData(dst, "data: ", newData, "\n")
	}
	return dst
}

// place writes newData where the data line l was.
func place(dst []byte, l line, newData []byte) []byte {
	prefix, eol := string(l.prefix), string(l.eol)
	if prefix == "data" || prefix == "data:" && spaced(newData) {
		prefix = "data: "
	}
	if eol == "" { // a tail without its line end stays one
		dst = appendData(dst, prefix, newData, "\n")
		return dst[:len(dst)-1]
	}
	return appendData(dst, prefix, newData, eol)
}

// spaced reports whether a line of data begins with a space, which a reader
// would take for the one behind the colon.
func spaced(data []byte) bool {
	return bytes.HasPrefix(data, []byte(" ")) ||
		bytes.Contains(data, []byte("\n ")) || bytes.Contains(data, []byte("\r "))
}
