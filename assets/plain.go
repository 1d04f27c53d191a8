package assets

import (
	"strings"
	"unicode"
)

// Plain makes a text from elsewhere fit to stand among sentences: on one line,
// and without what cannot be seen. Control characters give commands to a
// terminal, and bidirectional ones, which package unicode calls not printable
// as well, turn a text around ("exe.gpt" that reads "tpg.exe"). Bytes that are
// no UTF-8 become U+FFFD. How long it may be is for the caller to say.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, text)
}
