package settings

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"keyport/assets"
)

// badEscape names what is wrong with an escape in a tag: the sentence is settings.tags.escape.<badEscape>.
type badEscape string

const (
	loneBackslash badEscape = "backslash"
	unknownEscape badEscape = "unknown"
	wrongDigits   badEscape = "digits"
)

func (b badEscape) Error() string { return "wrong escape: " + string(b) }

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
			return nil, fmt.Errorf("tag %d: %w", i+1, err)
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
			return "", loneBackslash
		}
		if c, ok := escapes[s[i]]; ok {
			b.WriteByte(c)
			continue
		}
		if s[i] != 'u' {
			return "", unknownEscape
		}
		r, n := unicodeEscape(s[i-1:])
		if n == 0 {
			return "", wrongDigits
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
		return assets.T("settings.tags.pairs")
	case len(tags) > 10:
		return assets.T("settings.tags.many")
	}
	for i := range tags {
		text, err := unescape(tags[i])
		var bad badEscape
		switch {
		case errors.As(err, &bad):
			return assets.T("settings.tags.escape."+string(bad), "number", i+1)
		case strings.TrimSpace(text) == "" || !utf8.ValidString(text):
			return assets.T("settings.tags.empty")
		case utf8.RuneCountInString(text) > 64:
			return assets.T("settings.tags.long")
		case i%2 == 1:
			// Tags are matched in any case, and white space behind an end tag is optional.
			if start, _ := unescape(tags[i-1]); strings.EqualFold(strings.TrimSpace(start), strings.TrimSpace(text)) {
				return assets.T("settings.tags.same")
			}
		}
	}
	return ""
}
