package think

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// feed gives the pieces to one filter. Where Clean says that a piece passes, it
// is passed around the filter and also through a copy of it, which must agree.
func feed(t *testing.T, o Options, pieces ...string) (text, thought string) {
	t.Helper()
	f := NewFilter(o)
	var b, r strings.Builder
	for _, p := range pieces {
		if f.Clean(p) {
			probe := *f
			if s, x := probe.Write(p); s != p || x != "" {
				t.Fatalf("Clean(%q), but Write gives %q, %q", p, s, x)
			}
			b.WriteString(p)
			continue
		}
		s, x := f.Write(p)
		b.WriteString(s)
		r.WriteString(x)
	}
	s, x := f.Close()
	return b.String() + s, r.String() + x
}

func TestEverySplit(t *testing.T) {
	for _, c := range samples {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, mode := range []Mode{Strip, Reasoning, Keep} {
				o := c.o
				o.Mode = mode
				wantText, wantThought := Apply(o, c.in)
				check := func(pieces ...string) {
					if text, thought := feed(t, o, pieces...); text != wantText || thought != wantThought {
						t.Fatalf("mode %s, pieces %q give %q, thought %q; want %q, %q",
							mode, pieces, text, thought, wantText, wantThought)
					}
				}
				s := c.in
				check(strings.Split(s, "")...)
				var single []string
				for i := range len(s) {
					single = append(single, s[i:i+1])
				}
				check(single...)
				for i := 0; i <= len(s); i++ {
					for j := i; j <= len(s); j++ {
						for k := j; k <= len(s); k++ {
							check(s[:i], s[i:j], s[j:k], s[k:])
						}
					}
				}
			}
		})
	}
}

// JSON strings are encoded again behind the filter, so half a character would
// become U+FFFD in the client.
func TestCharactersStayWhole(t *testing.T) {
	for _, c := range samples {
		o := c.o
		o.Mode = Reasoning
		f := NewFilter(o)
		for _, r := range c.in {
			text, thought := f.Write(string(r))
			if !utf8.ValidString(text) || !utf8.ValidString(thought) {
				t.Errorf("%s: Write gave %q, %q", c.name, text, thought)
			}
		}
	}
}

// The hot path hands the filter strings that lie in a network buffer.
func TestNothingOfAPieceIsKept(t *testing.T) {
	for _, c := range samples {
		o := c.o
		o.Mode = Reasoning
		wantText, wantThought := Apply(o, c.in)
		f := NewFilter(o)
		var text, thought string
		buf := make([]byte, 3)
		for rest := c.in; rest != ""; {
			n := copy(buf, rest)
			rest = rest[n:]
			s, x := f.Write(borrow(buf[:n]))
			text += strings.Clone(s)
			thought += strings.Clone(x)
			copy(buf, "\x00\x00\x00")
		}
		s, x := f.Close()
		if text += s; text != wantText {
			t.Errorf("%s: text %q, want %q", c.name, text, wantText)
		}
		if thought += x; thought != wantThought {
			t.Errorf("%s: thought %q, want %q", c.name, thought, wantThought)
		}
	}
}
