package settings

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// DecodeTags decodes the escapes \uXXXX, \n, \r, \t, \", \/ and \\ in
// configured tags. People copy tags from the JSON on the wire, where some
// servers write < as \u003c (bold84/cot_proxy#3). An unknown escape is an
// error: a tag that silently never matches shows the thoughts.
func DecodeTags(tags []string) ([]string, error) {
	if tags == nil {
		return nil, nil
	}
	decoded := make([]string, len(tags))
	for i, tag := range tags {
		text, err := unescape(tag)
		if err != nil {
			return nil, fmt.Errorf("tag %d %w", i+1, err)
		}
		decoded[i] = text
	}
	return decoded, nil
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', '\\': '\\', '/': '/', '"': '"'}

func unescape(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		if i++; i == len(s) {
			return "", errors.New(`ends in a lone backslash; write \\ for a backslash`)
		}
		if c, ok := escapes[s[i]]; ok {
			b.WriteByte(c)
			continue
		}
		if s[i] != 'u' {
			return "", errors.New(`holds an unknown escape; write \\ for a backslash`)
		}
		r, n := unicodeEscape(s[i-1:])
		if n == 0 {
			return "", errors.New(`holds a \u that is not followed by the four hexadecimal digits of a character`)
		}
		b.WriteRune(r)
		i += n - 2
	}
	return b.String(), nil
}

// unicodeEscape reads \uXXXX, or two of them that make one character; n is the length read, 0 when there is none.
func unicodeEscape(s string) (r rune, n int) {
	one := func(s string) rune {
		if len(s) < 6 || s[:2] != `\u` {
			return -1
		}
		v, err := strconv.ParseUint(s[2:6], 16, 16)
		if err != nil {
			return -1
		}
		return rune(v)
	}
	r = one(s)
	if r < 0 {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if r = utf16.DecodeRune(r, one(s[6:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// tagProblem says what is wrong with a list of tags, "" when nothing is.
func tagProblem(tags []string) string {
	switch {
	case len(tags)%2 != 0:
		return "Tags come in pairs of start and end tag."
	case len(tags) > 10:
		return "At most 5 pairs of tags."
	}
	for i := range tags {
		text, err := unescape(tags[i])
		switch {
		case err != nil:
			return fmt.Sprintf("Tag %d %s.", i+1, err)
		case strings.TrimSpace(text) == "" || !utf8.ValidString(text):
			return "A tag must have at least one visible character."
		case utf8.RuneCountInString(text) > 64:
			return "At most 64 characters in a tag."
		case i%2 == 1:
			// Tags are matched in any case, and white space behind an end tag is optional.
			if start, _ := unescape(tags[i-1]); strings.EqualFold(strings.TrimSpace(start), strings.TrimSpace(text)) {
				return "Start and end tag must differ."
			}
		}
	}
	return ""
}
