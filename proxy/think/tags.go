package think

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// DefaultTags is the pair that most open models write. A filter whose Options
// name no usable pair uses it.
var DefaultTags = []Tag{{Start: "<think>", End: "</think>"}}

// ParseTags reads a flat list of start and end tags, as settings hold it:
// ["<think>", "</think>", "[THINK]", "[/THINK]"]. An empty list gives nil,
// which a filter takes as DefaultTags.
//
// \uXXXX, \n, \r, \t, \", \/ and \\ are decoded: people copy tags from the JSON
// on the wire, where some servers write < as \u003c (bold84/cot_proxy#3).
// The error is one sentence that names the tag by its number, counted from 1.
func ParseTags(list []string) ([]Tag, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if len(list)%2 != 0 {
		return nil, fmt.Errorf("thought tags come in pairs of start and end, but %d are given", len(list))
	}
	tags := make([]Tag, 0, len(list)/2)
	for i := 0; i < len(list); i += 2 {
		start, err := parseTag(list[i])
		if err != nil {
			return nil, fmt.Errorf("thought tag %d %w", i+1, err)
		}
		end, err := parseTag(list[i+1])
		if err != nil {
			return nil, fmt.Errorf("thought tag %d %w", i+2, err)
		}
		tags = append(tags, Tag{Start: start, End: end})
	}
	return tags, nil
}

func parseTag(raw string) (string, error) {
	s, err := unescape(raw)
	switch {
	case err != nil:
		return "", err
	case !utf8.ValidString(s):
		return "", fmt.Errorf("is not valid UTF-8")
	case strings.TrimRight(s, space) == "":
		return "", fmt.Errorf("is empty")
	}
	return s, nil
}

// unescape refuses an escape it does not know rather than keeping it, because
// a tag that silently never matches shows the thoughts.
func unescape(s string) (string, error) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", fmt.Errorf(`ends in a lone backslash; write \\ for a backslash`)
		}
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case '\\', '/', '"':
			b.WriteByte(s[i])
		case 'u':
			r, ok := hex4(s[i+1:])
			i += 4
			if ok && utf16.IsSurrogate(r) {
				low, lowOK := rune(0), false
				if strings.HasPrefix(s[i+1:], `\u`) {
					low, lowOK = hex4(s[i+3:])
				}
				r = utf16.DecodeRune(r, low)
				ok = lowOK && r != utf8.RuneError
				i += 6
			}
			if !ok {
				return "", fmt.Errorf(`holds a \u that four hexadecimal digits of a character do not follow`)
			}
			b.WriteRune(r)
		default:
			return "", fmt.Errorf(`holds the unknown escape \%c; write \\ for a backslash`, s[i])
		}
	}
	return b.String(), nil
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 16)
	return rune(n), err == nil
}
