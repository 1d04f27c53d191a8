package tray

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"keyport/assets"
)

const (
	labelRunes  = 60  // of a menu row
	tooltipSize = 127 // UTF-16 units: Windows' buffer has 128, and systray copies a longer text without its terminator
)

// label makes a text fit for a menu row. App names are typed by people and
// sentences may quote a server, so whatever steers the display (control
// characters, line breaks, bidirectional overrides that turn "evil" into
// something trusted) is taken out.
func label(text string) string {
	text = printable(text)
	if utf8.RuneCountInString(text) <= labelRunes {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:labelRunes-1])) + "…"
}

// tooltip makes a text fit for the tooltip of the icon. Every tooltip passes
// here, since on Linux it is also the title that some panels show instead.
func tooltip(text string) string {
	text = printable(text)
	size := 0
	for i, r := range text {
		if size += utf16.RuneLen(r); size > tooltipSize {
			runes := []rune(text[:i])
			for units(runes)+1 > tooltipSize {
				runes = runes[:len(runes)-1]
			}
			return string(runes) + "…"
		}
	}
	return text
}

func units(runes []rune) int {
	n := 0
	for _, r := range runes {
		n += utf16.RuneLen(r)
	}
	return n
}

// printable folds white space and drops what cannot be seen. Format characters
// (category Cf), among them all bidirectional controls, are not printable to
// package unicode; bytes that are no UTF-8 become U+FFFD, which D-Bus can carry.
func printable(text string) string {
	text = assets.Plain(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}
