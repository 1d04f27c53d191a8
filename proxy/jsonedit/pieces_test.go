package jsonedit_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
)

// TestPiecesAreBytes edits objects with members of all sizes at random.
func TestPiecesAreBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	value := func() string {
		return `"` + strings.Repeat("x", []int{0, 1, 30, 2000, 2100, 5000, 60_000}[r.IntN(7)]) + `"`
	}
	for range 500 {
		var text strings.Builder
		text.WriteString(" {")
		n := r.IntN(8)
		for i := range n {
			if i > 0 {
				text.WriteString(" ,")
			}
			fmt.Fprintf(&text, ` "k%d" : %s `, i, value())
		}
		text.WriteString("}\n")
		o, err := jsonedit.ParseObject([]byte(text.String()))
		if err != nil {
			t.Fatal(err)
		}
		for range r.IntN(6) {
			key := fmt.Sprintf("k%d", r.IntN(10))
			switch r.IntN(3) {
			case 0:
				o.Set(key, []byte(value()))
			case 1:
				o.Delete(key)
			default:
				o.Rename(key, fmt.Sprintf("k%d", r.IntN(10)))
			}
		}
		whole := bytes.Clone(o.Bytes())
		for _, room := range []int{0, 10, 8 << 10} {
			if got := bytes.Join(o.Pieces(make([]byte, room)), nil); !bytes.Equal(got, whole) {
				t.Fatalf("pieces of %d bytes, Bytes of %d, source of %d", len(got), len(whole), text.Len())
			}
		}
		if jsonedit.Check(whole, 10) != nil || !bytes.Equal(o.Bytes(), whole) {
			t.Fatal("the pieces share what they should not")
		}
	}
}

func TestPiecesCopyNothingLarge(t *testing.T) {
	body := chatBody(200_000)
	o, err := jsonedit.ParseObject(body)
	if err != nil {
		t.Fatal(err)
	}
	if p := o.Pieces(nil); len(p) != 1 || &p[0][0] != &body[0] {
		t.Error("an unchanged object is copied")
	}
	o.Set("temperature", []byte("0.6"))
	o.Set("seed", []byte("7"))
	if p := o.Pieces(nil); len(p) != 3 || !within(p[1], body) {
		t.Errorf("%d pieces", len(p))
	}
	if n := testing.AllocsPerRun(10, func() { _ = o.Pieces(nil) }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}

func within(part, whole []byte) bool {
	i := bytes.Index(whole, part)
	return i >= 0 && &whole[i] == &part[0]
}

func BenchmarkCheckedEdit(b *testing.B) {
	eachBody(b, func(b *testing.B, body []byte) {
		var o jsonedit.Object
		temperature, seed := []byte("0.6"), []byte("7")
		for b.Loop() {
			if err := o.ParseChecked(body, 200); err != nil {
				b.Fatal(err)
			}
			o.Set("temperature", temperature)
			o.Set("seed", seed)
			_ = o.Pieces(nil)
		}
	})
}
