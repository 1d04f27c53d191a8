package think

import (
	"strings"
	"unicode/utf8"
)

// MaxHeld bounds, in bytes, what one filter ever holds: the white space that
// an answer begins with, and the copy kept under StartsInThought.
const MaxHeld = 256 << 10

// Filter takes the thoughts out of one text that arrives in pieces. The result
// does not depend on where the pieces were cut.
//
// It keeps nothing of a piece beyond Write, so a piece may lie in memory that
// is used again; what Write returns may be a part of the piece. A Filter is not
// safe for concurrent use.
type Filter struct {
	mode    Mode
	count   *int64 // characters of thoughts; may be nil
	pairs   []pair
	outside finder // first bytes of start tags
	inside  finder // first bytes of all tags

	plain bool // nothing held or awaited: the next text passes if no tag begins in it

	depth    int  // open tags of the block we are in; 0 is visible text
	pair     int  // the pair that opened it
	implicit bool // the block was never opened: StartsInThought
	opening  bool // only white space so far in an implicit block

	lead  bool // no visible text so far
	after bool // a block came: with lead, white space is swallowed, not held

	blank []byte // white space held while lead or opening
	pend  string // a possible prefix of a tag
	skip  string // white space still swallowed as the end of the last tag
	tick  bool   // the byte before pend was a backtick

	held     []byte // copy of an implicit block
	overheld bool   // more came than held may hold
}

// NewFilter returns a filter for the text of one choice of one answer.
func NewFilter(o Options) *Filter {
	f := &Filter{mode: o.Mode, count: o.Count}
	if f.mode == Keep {
		return f
	}
	f.pairs = compile(o.Tags)
	if len(f.pairs) == 0 {
		f.pairs = compile(DefaultTags)
	}
	for _, p := range f.pairs {
		f.outside.add(p.start)
		f.inside.add(p.start)
		f.inside.add(p.end)
	}
	f.lead = true
	if o.StartsInThought {
		f.depth, f.implicit, f.opening = 1, true, true
	}
	return f
}

// Apply filters a whole text.
func Apply(o Options, s string) (text, thought string) {
	f := NewFilter(o)
	text, thought = f.Write(s)
	restText, restThought := f.Close()
	return text + restText, thought + restThought
}

// Clean reports that Write(s) would return s unchanged and leave the filter as
// it is, so that the caller may pass s on without calling Write. It is made for
// the hot path, allocates nothing, and says false whenever in doubt.
func (f *Filter) Clean(s string) bool {
	if !f.plain {
		return f.mode == Keep
	}
	return s == "" || s[len(s)-1] != '`' && f.outside.next(s, 0) < 0
}

// Write takes the next piece and returns what can be shown by now, and with
// Reasoning the thoughts that came.
func (f *Filter) Write(s string) (text, thought string) {
	if f.mode == Keep {
		return s, ""
	}
	return f.run(s, false)
}

// Close ends the text and returns what was held. A prefix that became no tag is
// text (or thought, inside a block); an unclosed block is dropped. Under
// StartsInThought without any closing tag the answer had no thoughts, or was
// cut off in them: what was held, up to MaxHeld bytes, is returned as text even
// if Reasoning gave it out as thought before, so that no answer is lost.
func (f *Filter) Close() (text, thought string) {
	if f.mode == Keep {
		return "", ""
	}
	text, thought = f.run("", true)
	var o output
	f.emit(&o, string(f.blank))
	if f.implicit {
		if f.overheld {
			f.held = wholeRunes(f.held)
		}
		o.text.add(string(f.held))
		if f.count != nil { // they were none
			*f.count -= int64(utf8.RuneCount(f.held))
		}
	}
	f.blank, f.held, f.implicit, f.opening, f.plain = nil, nil, false, false, false
	return text + o.text.String(), thought + o.thought.String()
}

// run moves through s. The bytes from `from` to i are known to be no tag.
func (f *Filter) run(s string, final bool) (text, thought string) {
	if f.pend != "" {
		s, f.pend = f.pend+s, ""
	}
	var o output
	from, i := 0, 0
	for i < len(s) {
		if f.skip != "" {
			if s[i] != f.skip[0] {
				f.skip = ""
				continue
			}
			f.skip = f.skip[1:]
			i++
			from = i
			continue
		}
		waiting := f.opening || f.depth == 0 && f.lead
		if !waiting {
			if i = f.next(s, i); i < 0 {
				break
			}
		}
		t, found := f.tagAt(s, i, final)
		switch {
		case found == full:
			f.emit(&o, s[from:i])
			f.turn(&o, t)
			i += t.len
			from = i
		case found == partial:
			f.emit(&o, s[from:i])
			f.pend = strings.Clone(s[i:])
			f.note(s[:i])
			return o.text.String(), o.thought.String()
		case waiting && isSpace(s[i]) && f.hold(s[i]):
			i++
			from = i
		case waiting:
			f.release(&o)
			i++
		default:
			i++
		}
	}
	f.emit(&o, s[from:])
	f.note(s)
	return o.text.String(), o.thought.String()
}

func (f *Filter) next(s string, from int) int {
	if f.depth > 0 {
		return f.inside.next(s, from)
	}
	return f.outside.next(s, from)
}

// hold puts one byte of leading white space aside. It says false when there is
// too much of it: some models end in endless newlines.
func (f *Filter) hold(c byte) bool {
	if f.depth == 0 && f.after {
		return true
	}
	if len(f.blank) == MaxHeld {
		return false
	}
	f.blank = append(f.blank, c)
	return true
}

// release gives the white space held out: something other than a tag came.
func (f *Filter) release(o *output) {
	f.emit(o, string(f.blank))
	f.blank = nil
	if f.depth == 0 {
		f.lead = false
	}
	f.opening = false
}

// emit gives s out on the side that we are on.
func (f *Filter) emit(o *output, s string) {
	if f.depth == 0 {
		o.text.add(s)
		return
	}
	if f.count != nil {
		*f.count += int64(utf8.RuneCountInString(s))
	}
	if f.mode == Reasoning {
		o.thought.add(s)
	}
	if f.implicit {
		n := min(len(s), MaxHeld-len(f.held))
		f.held = append(f.held, s[:n]...)
		f.overheld = f.overheld || n < len(s)
	}
}

// note updates what the next piece needs to know of the bytes before it.
func (f *Filter) note(done string) {
	if done != "" {
		f.tick = done[len(done)-1] == '`'
	}
	f.plain = f.depth == 0 && !f.lead && !f.tick && f.pend == "" && f.skip == ""
}

// wholeRunes cuts off the beginning of a character at the end of b.
func wholeRunes(b []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return b[:len(b)-n]
			}
			break
		}
	}
	return b
}
