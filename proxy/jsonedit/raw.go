// Package jsonedit reads and edits JSON text in place. Whatever an edit does
// not touch keeps its bytes: unknown members, key order, number spelling (1.0,
// 2^53+1, 1e400, -0), white space and escapes. A round trip through Go values
// loses all of these, and upstreams tell 1 from 1.0. The package knows nothing
// of chat, models or HTTP.
//
// Check is the one complete validation. Everything else expects text that
// passed it; on other text it answers with an error or "absent", never with a
// panic, but it may take malformed text for a value.
package jsonedit

// Raw is the text of one JSON value.
type Raw = []byte

// Kind tells what a value is by its first byte: '{', '[', '"', 't', 'f', 'n',
// '0' for any number, and 0 for text that begins no JSON value.
func Kind(raw Raw) byte {
	i := skipSpace(raw, 0)
	if i == len(raw) {
		return 0
	}
	switch c := raw[i]; c {
	case '{', '[', '"', 't', 'f', 'n':
		return c
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return '0'
	}
	return 0
}

// Int gives a number that is spelled as an integer and fits 64 bits. 1.0 and
// 1e3 are not: their spelling says that the client means something else.
func Int(raw Raw) (int64, bool) {
	raw = trim(raw)
	negative := len(raw) > 0 && raw[0] == '-'
	digits := raw
	if negative {
		digits = raw[1:]
	}
	if len(digits) == 0 || len(digits) > 19 || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	var n uint64 // 19 digits fit 64 bits unsigned
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	if negative {
		return -int64(n), n <= 1<<63
	}
	return int64(n), n < 1<<63
}

// Bool gives the value of true or false; ok is false for everything else.
func Bool(raw Raw) (value, ok bool) {
	switch string(trim(raw)) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// IsNull reports whether the value is null.
func IsNull(raw Raw) bool { return string(trim(raw)) == "null" }

// trim takes off the white space around a value.
func trim(raw Raw) Raw {
	i, j := skipSpace(raw, 0), len(raw)
	for j > i && isSpace(raw[j-1]) {
		j--
	}
	return raw[i:j:j]
}
