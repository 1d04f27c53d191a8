package think

import (
	"strings"
	"unicode/utf8"
)

// space is what counts as white space around blocks and at the end of tags.
// Wider Unicode spaces are an answer's own matter.
const space = " \t\n\r\v\f"

func isSpace(c byte) bool {
	return c == ' ' || c-'\t' < 5
}

// pair is a Tag made ready: lower case, and without the white space at its
// end, which is optional in the text. People configure "</think>\n\n" as their
// model usually writes it; required white space would strip nothing at all on
// the day the model writes one newline.
type pair struct {
	start, end           string
	startSpace, endSpace string
}

// compile leaves out pairs that cannot be used.
func compile(tags []Tag) []pair {
	pairs := make([]pair, 0, len(tags))
	for _, t := range tags {
		start, end, ok := t.trimmed()
		if !ok {
			continue
		}
		pairs = append(pairs, pair{
			start: lowerASCII(start), startSpace: t.Start[len(start):],
			end: lowerASCII(end), endSpace: t.End[len(end):],
		})
	}
	return pairs
}

// trimmed gives the tags without the white space at their ends; ok is false for
// a pair that could match nothing or split a character.
func (t Tag) trimmed() (start, end string, ok bool) {
	start, end = strings.TrimRight(t.Start, space), strings.TrimRight(t.End, space)
	return start, end, start != "" && end != "" && utf8.ValidString(start) && utf8.ValidString(end)
}

func lower(c byte) byte {
	if c-'A' < 26 {
		c += 'a' - 'A'
	}
	return c
}

// lowerASCII is not strings.ToLower, which changes the length of some letters
// outside ASCII.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}

// fit says how the text at one position agrees with a tag.
type fit int

const (
	miss    fit = iota
	partial     // the text ends before the tag does
	full
)

func match(s, tag string) fit {
	n := min(len(s), len(tag))
	for i := 0; i < n; i++ {
		if lower(s[i]) != tag[i] {
			return miss
		}
	}
	if n < len(tag) {
		return partial
	}
	return full
}

// finder looks for the next byte at which some tag could begin.
type finder struct {
	set   [256]bool
	one   byte // the only such byte, when single
	count int
}

// add takes note of a tag in lower case.
func (d *finder) add(tag string) {
	c := tag[0]
	d.mark(c)
	if c-'a' < 26 {
		d.mark(c - 'a' + 'A')
	}
}

func (d *finder) mark(c byte) {
	if !d.set[c] {
		d.set[c], d.one = true, c
		d.count++
	}
}

// next returns the first candidate at or behind from, or -1.
func (d *finder) next(s string, from int) int {
	if d.count == 1 {
		i := strings.IndexByte(s[from:], d.one)
		if i < 0 {
			return -1
		}
		return from + i
	}
	for i := from; i < len(s); i++ {
		if d.set[s[i]] {
			return i
		}
	}
	return -1
}
