// Package think takes thought blocks (<think>…</think>) out of a stream of
// text, or moves them aside. It works on decoded text, one Filter for one
// choice of one answer, and knows nothing of JSON, events or HTTP.
package think

import (
	"strings"
	"unicode/utf8"
)

// Mode says what happens to thoughts.
type Mode string

// The modes.
const (
	Strip     Mode = "strip"     // thoughts are dropped
	Keep      Mode = "keep"      // text passes unchanged
	Reasoning Mode = "reasoning" // thoughts are moved to the reasoning field
)

// Options configure a filter.
type Options struct {
	Mode Mode // "" is Strip
	Tags []Tag
	// StartsInThought handles models whose answer holds only the closing tag.
	StartsInThought bool
	// Count, when set, is where the characters of thoughts are added up that do not stay where they were.
	Count *int64
}

// Tag is a pair of literal tags, escapes already decoded (see ParseTags).
type Tag struct{ Start, End string }

// Begins gives the bytes of which one must stand in a text for a Filter to find
// anything in it; a text without them is shown as it is. ok is false where no such
// bytes can be named: then only a Filter knows.
func (o Options) Begins() (first string, ok bool) {
	switch {
	case o.Mode == Keep:
		return "", true
	case o.StartsInThought: // a text without any tag may be a thought
		return "", false
	}
	for _, tags := range [...][]Tag{o.Tags, DefaultTags} {
		for _, t := range tags {
			start, _, usable := t.trimmed()
			if !usable {
				continue
			}
			c := start[0]
			if c <= ' ' || c >= utf8.RuneSelf || lower(c)-'a' < 26 {
				return "", false // held back as white space, or with two spellings
			}
			if strings.IndexByte(first, c) < 0 {
				first += start[:1]
			}
		}
		if first != "" { // else the default, as in NewFilter
			break
		}
	}
	return first, true
}
