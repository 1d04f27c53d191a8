package jsonedit

import (
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
func Check(data []byte, maxDepth int) error { return check(data, maxDepth, nil) }

// check is Check. With o, which is empty, the members of an object are noted in it on the way.
func check(data []byte, maxDepth int, o *Object) error {
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
			i, what = checkString(data, i+1, o)
		case '{', '[':
			if depth >= maxDepth {
				return &SyntaxError{i, "nested deeper than " + strconv.Itoa(maxDepth) + " levels"}
			}
			if depth>>6 == len(open) {
				open = append(open, 0)
			}
			open[depth>>6] &^= 1 << (depth & 63)
			depth++
			opened := i + 1
			i = skipSpace(data, opened)
			if c == '[' {
				if i == len(data) || data[i] != ']' {
					continue
				}
				break // the loop below closes it
			}
			open[(depth-1)>>6] |= 1 << ((depth - 1) & 63)
			if i == len(data) || data[i] != '}' {
				key, end := i, 0
				if i, end, what = checkKey(data, i, o); what == "" {
					if o != nil && depth == 1 {
						o.begin(opened, key, end, skipSpace(data, i))
					}
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
			if o != nil && depth == 1 {
				o.end(i)
			}
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
				comma, key, end := i-1, skipSpace(data, i), 0
				if i, end, what = checkKey(data, key, o); what != "" {
					return &SyntaxError{i, what}
				}
				if o != nil && depth == 1 {
					o.comma(comma)
					o.begin(comma+1, key, end, skipSpace(data, i))
				}
			}
			break
		}
	}
}

// checkKey reads a key and its colon; keyEnd is the end of the key alone.
func checkKey(data []byte, i int, o *Object) (next, keyEnd int, what string) {
	if i < len(data) && data[i] != '"' {
		return i, 0, badByte
	}
	if i == len(data) {
		return i, 0, badEnd
	}
	if keyEnd, what = checkString(data, i+1, o); what != "" {
		return keyEnd, 0, what
	}
	i = skipSpace(data, keyEnd)
	if i == len(data) {
		return i, 0, badEnd
	}
	if data[i] != ':' {
		return i, 0, badByte
	}
	return i + 1, keyEnd, ""
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
