package think

import (
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"
)

func borrow(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func (f *Filter) kept() int { return cap(f.held) + cap(f.blank) + len(f.pend) }

func TestUnclosedBlockTakesNoMemory(t *testing.T) {
	for _, mode := range []Mode{Strip, Reasoning} {
		f := NewFilter(Options{Mode: mode})
		f.Write("<think>")
		piece := strings.Repeat("hm </thin", 100)
		for range 10_000 {
			f.Write(piece)
			if f.kept() > 64 {
				t.Fatalf("%s: %d bytes are held", mode, f.kept())
			}
		}
	}
}

func TestStartsInThoughtHoldsABoundedCopy(t *testing.T) {
	piece := strings.Repeat("€", 1001) // three bytes, so that the bound falls into a character
	f := NewFilter(Options{StartsInThought: true})
	in := ""
	for len(in) < 2*MaxHeld {
		in += piece
		f.Write(piece)
	}
	if f.kept() > 2*MaxHeld {
		t.Fatalf("%d bytes are held", f.kept())
	}
	text, _ := f.Close()
	if !strings.HasPrefix(in, text) || !utf8.ValidString(text) || len(text) < MaxHeld-3 || len(text) > MaxHeld {
		t.Errorf("Close gave %d bytes", len(text))
	}

	f = NewFilter(Options{StartsInThought: true})
	f.Write(in)
	f.Write("</think>")
	if f.kept() != 0 {
		t.Errorf("%d bytes are held behind the closing tag", f.kept())
	}
	if text, _ := f.Write("x"); text != "x" {
		t.Errorf("got %q", text)
	}
}

// Some models fall into endless newlines.
func TestEndlessWhiteSpaceIsBounded(t *testing.T) {
	for _, o := range []Options{{}, {StartsInThought: true}} {
		f := NewFilter(o)
		piece, out := strings.Repeat("\n", 4096), 0
		for range 1000 {
			text, _ := f.Write(piece)
			out += len(text)
			if f.kept() > 4*MaxHeld {
				t.Fatalf("%d bytes are held", f.kept())
			}
		}
		if !o.StartsInThought && out < 999*4096 {
			t.Errorf("%d bytes came out", out)
		}
	}
}

func TestWhiteSpaceBehindALeadingBlockTakesNoMemory(t *testing.T) {
	f := NewFilter(Options{})
	f.Write("<think>p</think>")
	for range 100 {
		f.Write(strings.Repeat("\n", 4096))
	}
	if f.kept() != 0 {
		t.Errorf("%d bytes are held", f.kept())
	}
}
