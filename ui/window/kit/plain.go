package kit

import (
	"strings"

	"keyport/assets"
)

// PlainRunes is how much of a text a label shows. A sentence of Keyport's may
// quote a server, and laying out megabytes would freeze the window.
const PlainRunes = 2000

// Plain makes a text from elsewhere fit for a label: one line, printable, not
// endless. Control characters and those that turn the direction of a text
// around ("exe.gpt" that reads "tpg.exe") are not printable to package unicode.
// Labels show the rest as it is: no markup is read anywhere in the window.
func Plain(text string) string {
	text = assets.Plain(strings.ToValidUTF8(text, "\uFFFD"))
	if runes := []rune(text); len(runes) > PlainRunes {
		return string(runes[:PlainRunes-1]) + "…"
	}
	return text
}
