package jsonedit

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf8"
)

// SyntaxError says where a text stops being JSON. It never quotes the text,
// which may hold anything that a person wrote.
type SyntaxError struct {
	Offset int    // bytes before the fault, from 0
	What   string // "unexpected byte"
}

// Error gives a sentence such as "unexpected byte at position 17".
func (e *SyntaxError) Error() string {
	return e.What + " at position " + strconv.Itoa(e.Offset)
}

const (
	badByte    = "unexpected byte"
	badEnd     = "unexpected end of the text"
	badControl = "unescaped control byte in a string"
	badEscape  = "unknown escape in a string"
	badUTF8    = "invalid UTF-8 in a string"
)

// Check validates data completely in one pass, without allocating: exactly one
// value by the grammar of RFC 8259 (white space around it is allowed), valid
// UTF-8, and at most maxDepth arrays and objects inside each other. The escape
// of a lone surrogate is accepted, as the grammar does. The error is a
// *SyntaxError.
//
// Open brackets are kept as bits, not as calls: a megabyte of "[" must not cost
// a megabyte of stack.
func Check(data []byte, maxDepth int) error {
	var small [16]uint64
	open := small[:] // one bit for each open bracket; 1 is an object
	depth, i := 0, 0
	what := ""
	for {
		// A value begins here.
		i = skipSpace(data, i)
		if i == len(data) {
			return &SyntaxError{i, badEnd}
		}
		switch c := data[i]; c {
		case '"':
			i, what = checkString(data, i+1)
		case '{', '[':
			if depth >= maxDepth {
				return &SyntaxError{i, "nested deeper than " + strconv.Itoa(maxDepth) + " levels"}
			}
			if depth>>6 == len(open) {
				open = append(open, 0)
			}
			open[depth>>6] &^= 1 << (depth & 63)
			depth++
			i = skipSpace(data, i+1)
			if c == '[' {
				if i == len(data) || data[i] != ']' {
					continue
				}
				break // the loop below closes it
			}
			open[(depth-1)>>6] |= 1 << ((depth - 1) & 63)
			if i == len(data) || data[i] != '}' {
				if i, what = checkKey(data, i); what == "" {
					continue
				}
			}
		case 't':
			i, what = checkWord(data, i, "true")
		case 'f':
			i, what = checkWord(data, i, "false")
		case 'n':
			i, what = checkWord(data, i, "null")
		default:
			i, what = checkNumber(data, i)
		}
		if what != "" {
			return &SyntaxError{i, what}
		}
		// A value has ended: close brackets up to the next comma.
		for {
			i = skipSpace(data, i)
			if depth == 0 {
				if i < len(data) {
					return &SyntaxError{i, badByte}
				}
				return nil
			}
			if i == len(data) {
				return &SyntaxError{i, badEnd}
			}
			object := open[(depth-1)>>6]>>((depth-1)&63)&1 == 1
			c := data[i]
			if c == '}' && object || c == ']' && !object {
				depth--
				i++
				continue
			}
			if c != ',' {
				return &SyntaxError{i, badByte}
			}
			i++
			if object {
				if i, what = checkKey(data, skipSpace(data, i)); what != "" {
					return &SyntaxError{i, what}
				}
			}
			break
		}
	}
}

// checkKey reads a key and its colon.
func checkKey(data []byte, i int) (next int, what string) {
	if i < len(data) && data[i] != '"' {
		return i, badByte
	}
	if i == len(data) {
		return i, badEnd
	}
	if i, what = checkString(data, i+1); what != "" {
		return i, what
	}
	i = skipSpace(data, i)
	if i == len(data) {
		return i, badEnd
	}
	if data[i] != ':' {
		return i, badByte
	}
	return i + 1, ""
}

// checkString reads a string from behind its opening quote to behind its closing one.
func checkString(data []byte, i int) (next int, what string) {
	start := i
	var seen uint64 // all bytes, or'ed: tells whether the slow look at UTF-8 is needed
	for {
		for rest := data[i:]; len(rest) >= 8; rest = rest[8:] {
			x := binary.LittleEndian.Uint64(rest)
			seen |= x
			if m := special(x); m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				break
			}
			i += 8
		}
		for i < len(data) && !stops[data[i]] { // the last seven bytes
			seen |= uint64(data[i])
			i++
		}
		if i == len(data) {
			return i, badEnd
		}
		switch data[i] {
		case '"':
			if seen&eachHigh != 0 && !utf8.Valid(data[start:i]) {
				return start + firstInvalid(data[start:i]), badUTF8
			}
			return i + 1, ""
		case '\\':
			n := escapeLen(data[i:])
			if n == 0 {
				return i, badEscape
			}
			i += n
		default:
			return i, badControl
		}
	}
}

func checkWord(data []byte, i int, word string) (next int, what string) {
	for k := range len(word) {
		if i+k == len(data) {
			return i + k, badEnd
		}
		if data[i+k] != word[k] {
			return i + k, badByte
		}
	}
	return i + len(word), ""
}

// checkNumber reads a number; what follows it is the caller's to judge.
func checkNumber(data []byte, i int) (next int, what string) {
	if data[i] == '-' {
		i++
	}
	if i < len(data) && data[i] == '0' {
		i++
	} else if i, what = checkDigits(data, i); what != "" {
		return i, what
	}
	if i < len(data) && data[i] == '.' {
		if i, what = checkDigits(data, i+1); what != "" {
			return i, what
		}
	}
	if i < len(data) && data[i]|0x20 == 'e' {
		i++
		if i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		return checkDigits(data, i)
	}
	return i, ""
}

// checkDigits reads one digit or more.
func checkDigits(data []byte, i int) (next int, what string) {
	if i == len(data) {
		return i, badEnd
	}
	if data[i]-'0' > 9 {
		return i, badByte
	}
	for i < len(data) && data[i]-'0' <= 9 {
		i++
	}
	return i, ""
}

// firstInvalid gives the offset of the first byte that is no UTF-8.
func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(text)
}
