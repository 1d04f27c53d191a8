package think

import (
	"strings"
	"testing"
)

func BenchmarkClean(b *testing.B) {
	f := NewFilter(Options{})
	f.Write("x")
	b.ReportAllocs()
	for b.Loop() {
		if !f.Clean(" token by token") {
			b.Fatal("not clean")
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, c := range []struct{ name, before, piece string }{
		{"NoTag", "x", " token by token"},
		{"InsideBlock", "<think>", " token by token"},
		{"LessThan", "x", " a < b "},
		{"HeldEachTime", "x", " a <"},
	} {
		for _, mode := range []Mode{Strip, Reasoning} {
			b.Run(c.name+"/"+string(mode), func(b *testing.B) {
				f := NewFilter(Options{Mode: mode})
				f.Write(c.before)
				b.ReportAllocs()
				for b.Loop() {
					f.Write(c.piece)
				}
			})
		}
	}
}

func BenchmarkApply(b *testing.B) {
	s := "<think>" + strings.Repeat("thought < ", 1000) + "</think>\n\n" + strings.Repeat("answer <b>bold</b> ", 1000)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Apply(Options{}, s)
	}
}

func BenchmarkNewFilter(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		NewFilter(Options{})
	}
}
