package think

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// words are what random texts are made of: pieces of tags come more often than
// chance would bring them.
var words = []string{
	"<think>", "</think>", "<THINK>", "[THINK]", "[/think]", "<", "</", "<th", "ink>", ">", "`", " ", "\n", "\n\n", "\r\n", "\t",
	"a", "word ", "é", "🤔", "%%", "%", "\xff",
}

var fuzzTags = [][]Tag{
	nil,
	twoPairs,
	{{"<think>\n", "</think>\n\n"}},
	{{"%%", "%%"}},
	{{"\n<think>", "\n</think>"}, {"<th", "%"}},
}

func FuzzFilter(f *testing.F) {
	for i, c := range samples {
		f.Add(c.in, uint64(i), uint8(i))
	}
	f.Fuzz(func(t *testing.T, s string, seed uint64, kind uint8) {
		o := Options{
			Mode:            []Mode{Strip, Reasoning}[kind&1],
			StartsInThought: kind&2 != 0,
			Tags:            fuzzTags[int(kind>>2)%len(fuzzTags)],
		}
		if len(s) > 512 {
			s = s[:512]
		}
		againstReference(t, o, s, rand.New(rand.NewPCG(seed, 1)))
	})
}

func againstReference(t *testing.T, o Options, s string, r *rand.Rand) {
	t.Helper()
	wantText, wantThought := reference(o, s)
	var pieces []string
	for rest := s; rest != ""; {
		n := 1 + r.IntN(min(len(rest), 12))
		pieces = append(pieces, rest[:n])
		rest = rest[n:]
	}
	text, thought := feed(t, o, pieces...)
	if text != wantText || thought != wantThought {
		t.Fatalf("%+v, pieces %q\n got %q, thought %q\nwant %q, thought %q", o, pieces, text, thought, wantText, wantThought)
	}
	f := NewFilter(o)
	for _, p := range pieces {
		f.Write(p)
		if o.Mode == Strip && !o.StartsInThought && f.depth > 0 && f.kept() > 64 {
			t.Fatalf("%d bytes are held in a block", f.kept())
		}
	}
}

func TestRandomTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(14) {
			b.WriteString(words[r.IntN(len(words))])
		}
		kind := r.IntN(4 * len(fuzzTags))
		o := Options{
			Mode:            []Mode{Strip, Reasoning}[kind&1],
			StartsInThought: kind&2 != 0,
			Tags:            fuzzTags[kind>>2],
		}
		againstReference(t, o, b.String(), r)
	}
}
