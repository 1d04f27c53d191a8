package jsonedit

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// String decodes a JSON string. It gives false for any other value and for a
// malformed string. Lone surrogates and invalid UTF-8 become U+FFFD.
func String(raw Raw) (string, bool) {
	raw = trim(raw)
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	if text := raw[1 : len(raw)-1]; raw[len(raw)-1] == '"' && indexSpecial(text, 0) == len(text) && utf8.Valid(text) {
		return string(text), true
	}
	var small [128]byte
	dst := small[:0]
	if len(raw) > len(small) {
		dst = make([]byte, 0, len(raw))
	}
	dst, ok := AppendDecoded(dst, raw)
	return string(dst), ok
}

// AppendDecoded appends the text of a JSON string to dst, under the rules of
// String. When it gives false, dst is as it came.
func AppendDecoded(dst []byte, raw Raw) ([]byte, bool) {
	raw = trim(raw)
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return dst, false
	}
	text, before := raw[1:len(raw)-1], len(dst)
	for i := 0; ; {
		j := indexSpecial(text, i)
		dst = appendValid(dst, text[i:j])
		if j == len(text) {
			return dst, true
		}
		r, n := decodeEscape(text[j:])
		if n == 0 {
			return dst[:before], false
		}
		dst = utf8.AppendRune(dst, r)
		i = j + n
	}
}

// AppendString appends s as a JSON string with its quotes. Only what JSON
// demands is escaped: no HTML escaping, which would make "<think>" six bytes
// longer per bracket and hide it from whoever matches bytes. Invalid UTF-8
// becomes U+FFFD.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	mark := len(dst)
	dst = append(dst, s...)
	first := indexSpecial(dst, mark)
	if first < len(dst) || !utf8.Valid(dst[mark:]) {
		dst = appendEscaped(dst[:mark], s)
	}
	return append(dst, '"')
}

// Quote gives s as a JSON string; see AppendString.
func Quote(s string) Raw { return AppendString(make([]byte, 0, len(s)+2), s) }

const hexDigits = "0123456789abcdef"

func appendEscaped(dst []byte, s string) []byte {
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if !stops[c] {
				i++
				continue
			}
			dst = append(dst, s[done:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			case '\b':
				dst = append(dst, '\\', 'b')
			case '\f':
				dst = append(dst, '\\', 'f')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			done = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, s[done:i]...)
			dst = utf8.AppendRune(dst, utf8.RuneError)
			done = i + 1
		}
		i += n
	}
	return append(dst, s[done:]...)
}

// appendValid appends text with each byte that is no UTF-8 as U+FFFD.
func appendValid(dst, text []byte) []byte {
	for {
		n := len(text)
		if !utf8.Valid(text) {
			n = firstInvalid(text)
		}
		dst = append(dst, text[:n]...)
		if n == len(text) {
			return dst
		}
		dst = utf8.AppendRune(dst, utf8.RuneError)
		text = text[n+1:]
	}
}

// escapeLen gives the length of the escape at the start of text, 0 when it is none.
func escapeLen(text []byte) int {
	if len(text) < 2 || text[0] != '\\' {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(text[2:]); ok {
			return 6
		}
	}
	return 0
}

// decodeEscape gives the rune of the escape at the start of text, and its
// length: 12 for a surrogate pair, 0 when it is no escape.
func decodeEscape(text []byte) (rune, int) {
	n := escapeLen(text)
	switch n {
	case 0:
		return 0, 0
	case 2:
		switch c := text[1]; c {
		case 'b':
			return '\b', 2
		case 'f':
			return '\f', 2
		case 'n':
			return '\n', 2
		case 'r':
			return '\r', 2
		case 't':
			return '\t', 2
		default:
			return rune(c), 2
		}
	}
	r, _ := hex4(text[2:])
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(text) >= 12 && text[6] == '\\' && text[7] == 'u' {
		if low, ok := hex4(text[8:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
	}
	return utf8.RuneError, 6
}

func hex4(text []byte) (rune, bool) {
	if len(text) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range text[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// sameText reports whether the inside of a JSON string (without quotes) decodes
// to s. Most keys are told apart by their first bytes; an escape is always
// longer than what it stands for.
func sameText(text []byte, s string) bool {
	if len(text) < len(s) || s != "" && text[0] != s[0] && text[0] != '\\' {
		return false
	}
	return sameDecoded(text, s)
}

func sameDecoded(text []byte, s string) bool {
	if len(text) == len(s) {
		return string(text) == s && bytes.IndexByte(text, '\\') < 0
	}
	i := bytes.IndexByte(text, '\\')
	if i < 0 {
		return false
	}
	if i > len(s) || string(text[:i]) != s[:i] {
		return false
	}
	text, s = text[i:], s[i:]
	for len(text) > 0 {
		if text[0] != '\\' {
			if s == "" || s[0] != text[0] {
				return false
			}
			text, s = text[1:], s[1:]
			continue
		}
		r, n := decodeEscape(text)
		want, size := utf8.DecodeRuneInString(s)
		if n == 0 || size == 0 || r != want || r == utf8.RuneError && size == 1 {
			return false
		}
		text, s = text[n:], s[size:]
	}
	return s == ""
}
