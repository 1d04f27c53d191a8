package jsonedit

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	eachOne  = 0x0101010101010101
	eachHigh = 0x8080808080808080
)

// special looks at eight bytes at a time. It sets the high bit of each byte
// that is a quote, a backslash or a control byte: xor with 2 brings the quote
// (0x22) right behind the control bytes and moves the space away. Borrows can
// set bits above a true one, never below it, so the lowest bit is exact.
func special(x uint64) uint64 {
	return ((x ^ 0x02*eachOne - 0x21*eachOne) | (x ^ '\\'*eachOne - eachOne)) &^ x & eachHigh
}

// stops holds the bytes that special marks.
var stops = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = true
	}
	t['"'], t['\\'] = true, true
	return t
}()

// indexSpecial gives the first quote, backslash or control byte from i on, or the length.
func indexSpecial(data []byte, i int) int {
	for i+8 <= len(data) {
		if m := special(binary.LittleEndian.Uint64(data[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		i += 8
	}
	for i < len(data) && !stops[data[i]] {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func skipSpace(data []byte, i int) int {
	for i < len(data) && data[i] <= ' ' && isSpace(data[i]) {
		i++
	}
	return i
}

// The bytes that matter to a walk over the inside of a value.
const (
	plain = iota
	quoteByte
	openByte
	closeByte
	separator // white space, comma, colon
)

var class = [256]uint8{
	'"': quoteByte,
	'{': openByte, '[': openByte,
	'}': closeByte, ']': closeByte,
	' ': separator, '\n': separator, '\r': separator, '\t': separator, ',': separator, ':': separator,
}

// skipValue gives the offset behind the value that begins at i, or -1-offset of
// the fault. Inside, brackets are counted and strings honoured, nothing else is
// looked at.
func skipValue(data []byte, i int) int {
	if i >= len(data) {
		return -1 - i
	}
	switch class[data[i]] {
	case quoteByte:
		return skipString(data, i+1)
	case openByte:
		return skipBrackets(data, i)
	case plain:
		if Kind(data[i:i+1]) == 0 {
			return -1 - i
		}
		for i < len(data) && class[data[i]] == plain {
			i++
		}
		return i
	}
	return -1 - i
}

func skipBrackets(data []byte, i int) int {
	depth := 0
	for i < len(data) {
		switch class[data[i]] {
		case quoteByte:
			if i = skipString(data, i+1); i < 0 {
				return i
			}
			continue
		case openByte:
			depth++
		case closeByte:
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return -1 - i
}

// skipString goes from behind an opening quote to behind the closing one: to the
// first quote with an even number of backslashes in front of it.
func skipString(data []byte, i int) int {
	i = indexQuote(data, i)
	if i == len(data) {
		return -1 - len(data)
	}
	k := i - 1
	for data[k] == '\\' { // ends at a quote at the latest
		k--
	}
	i++
	if (i-k)&1 == 0 {
		return i
	}
	return skipQuotes(data, i)
}

// indexQuote gives the first quote from i on, or the length.
func indexQuote(data []byte, i int) int {
	// Two words by hand: keys are short.
	for near := i + 16; i+8 <= len(data) && i < near; i += 8 {
		x := binary.LittleEndian.Uint64(data[i:]) ^ '"'*eachOne
		if m := (x - eachOne) &^ x & eachHigh; m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	if n := bytes.IndexByte(data[i:], '"'); n >= 0 {
		return i + n
	}
	return len(data)
}

// skipQuotes is skipString from behind an escaped quote on, where more are likely:
// in code, and every few bytes in the arguments of tools. To look at all bytes of a
// block takes two fifths of the time for those, and two thirds for code, of going
// from quote to quote.
func skipQuotes(data []byte, i int) int {
	var escaped uint64 // 1 when the first byte of the block is escaped
	for ; len(data)-i >= len(window{}); i += block {
		a, b, c, d, e, f, g, h := words((*window)(data[i:]))
		quotes := ^together(not(a, '"'), not(b, '"'), not(c, '"'), not(d, '"'), not(e, '"'), not(f, '"'), not(g, '"'), not(h, '"'))
		slashes := ^together(not(a, '\\'), not(b, '\\'), not(c, '\\'), not(d, '\\'), not(e, '\\'), not(f, '\\'), not(g, '\\'), not(h, '\\'))
		starts := everyOther(slashes &^ escaped)
		if ends := quotes &^ (starts<<1 | escaped); ends != 0 {
			return i + bits.TrailingZeros64(ends) + 1
		}
		escaped = starts >> (block - 1)
	}
	for ; i < len(data); i++ {
		switch {
		case escaped == 1:
			escaped = 0
		case data[i] == '"':
			return i + 1
		case data[i] == '\\':
			escaped = 1
		}
	}
	return -1 - len(data)
}

// scanMember reads one member from behind "{" or "," on: the offsets of its key
// with quotes and of its value. fault is -1, or the offset where it went wrong.
func scanMember(data []byte, i int) (key, keyEnd, value, valueEnd, fault int) {
	key = skipSpace(data, i)
	if key == len(data) || data[key] != '"' {
		return 0, 0, 0, 0, key
	}
	keyEnd = skipString(data, key+1)
	if keyEnd < 0 {
		return 0, 0, 0, 0, -1 - keyEnd
	}
	i = skipSpace(data, keyEnd)
	if i == len(data) || data[i] != ':' {
		return 0, 0, 0, 0, i
	}
	value = skipSpace(data, i+1)
	valueEnd = skipValue(data, value)
	if valueEnd < 0 {
		return 0, 0, 0, 0, -1 - valueEnd
	}
	return key, keyEnd, value, valueEnd, -1
}

// faultAt makes the error for a fault that a skip met.
func faultAt(data []byte, offset int) error {
	if offset >= len(data) {
		return &SyntaxError{len(data), badEnd}
	}
	return &SyntaxError{offset, badByte}
}
