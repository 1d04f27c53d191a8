package think

import "strings"

// tag is a tag found in the text.
type tag struct {
	end  bool
	pair int
	len  int
}

// tagAt says whether a tag that counts here begins at s[i]. Of several the
// shortest wins, because it is known first; of equal ones the end tag, then
// the pair configured first. At the final call a prefix is no tag.
func (f *Filter) tagAt(s string, i int, final bool) (t tag, found fit) {
	rest := s[i:]
	try := func(name string, end bool, k int) {
		switch match(rest, name) {
		case full:
			if found != full || len(name) < t.len {
				t, found = tag{end: end, pair: k, len: len(name)}, full
			}
		case partial:
			if found == miss && !final {
				found = partial
			}
		}
	}
	if f.depth > 0 {
		for k := range f.pairs {
			if k == f.pair || f.implicit {
				try(f.pairs[k].end, true, k)
			}
		}
	}
	for k := range f.pairs {
		if f.depth == 0 || f.opening || k == f.pair {
			try(f.pairs[k].start, false, k)
		}
	}
	if found == full && f.depth == 0 {
		found = f.quoted(s, i, t.len, final)
	}
	return t, found
}

// quoted demotes a start tag in visible text that stands between two backticks:
// an answer about thought tags writes `<think>`, and taking that for a block
// would swallow the rest of the answer. With only the backtick before it known
// the tag is undecided until one more byte comes.
func (f *Filter) quoted(s string, i, n int, final bool) fit {
	before := f.tick
	if i > 0 {
		before = s[i-1] == '`'
	}
	switch {
	case !before:
		return full
	case i+n < len(s):
		if s[i+n] == '`' {
			return miss
		}
		return full
	case final:
		return full
	}
	return partial
}

// turn goes into or out of a block.
func (f *Filter) turn(o *output, t tag) {
	if t.end {
		f.skip = f.pairs[t.pair].endSpace
		f.leave(o)
		return
	}
	f.skip = f.pairs[t.pair].startSpace
	switch {
	case f.opening: // the opening tag after all: the same block
		f.opening, f.pair, f.blank = false, t.pair, nil
	case f.depth == 0:
		f.depth, f.pair, f.blank = 1, t.pair, nil
	default:
		f.depth++
	}
}

func (f *Filter) leave(o *output) {
	if f.opening {
		f.release(o)
	}
	if f.depth--; f.depth > 0 {
		return
	}
	f.implicit, f.held, f.overheld = false, nil, false
	f.after = true
}

// output collects what one call gives out.
type output struct{ text, thought part }

// part costs nothing as long as it is one slice of the input.
type part struct {
	one  string
	many strings.Builder
}

func (p *part) add(s string) {
	switch {
	case s == "":
	case p.one == "" && p.many.Len() == 0:
		p.one = s
	default:
		if p.many.Len() == 0 {
			p.many.WriteString(p.one)
			p.one = ""
		}
		p.many.WriteString(s)
	}
}

func (p *part) String() string {
	if p.many.Len() > 0 {
		return p.many.String()
	}
	return p.one
}
