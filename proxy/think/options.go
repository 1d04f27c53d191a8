// Package think takes thought blocks (<think>…</think>) out of a stream of
// text, or moves them aside. It works on decoded text, one Filter for one
// choice of one answer, and knows nothing of JSON, events or HTTP.
package think

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
}

// Tag is a pair of literal tags, escapes already decoded (see ParseTags).
type Tag struct{ Start, End string }
