package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// TestMacIconHoldsEverySize reads what is committed: each entry is the drawing in
// its size, in the middle, with air around it.
func TestMacIconHoldsEverySize(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, macIcon))
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := drawMac(root)
	if err != nil {
		t.Fatal(err)
	}
	be := binary.BigEndian
	if string(data[:4]) != "icns" || int(be.Uint32(data[4:])) != len(data) {
		t.Fatalf("the header is %q, %d bytes of %d", data[:4], be.Uint32(data[4:]), len(data))
	}
	at := 8
	for _, want := range icnsKinds {
		if at+8 > len(data) {
			t.Fatalf("%s is missing", want.kind)
		}
		kind, length := string(data[at:at+4]), int(be.Uint32(data[at+4:]))
		if kind != want.kind || length < 8 || at+length > len(data) {
			t.Fatalf("at %d stands %q with %d bytes, want %s", at, kind, length, want.kind)
		}
		picture := decode(t, data[at+8:at+length])
		if differs(picture, drawn[want.size]) {
			t.Errorf("%s of macOS is old; run go generate ./assets", kind)
		}
		if b := picture.Rect; b.Dx() != want.size || b.Dy() != want.size {
			t.Errorf("%s is %v, want %d pixels", kind, b, want.size)
		}
		middle := func(x int) bool { return picture.NRGBAAt(x, want.size/2).A > 0x80 }
		left, right := 0, want.size-1
		for left < right && !middle(left) {
			left++
		}
		for right > left && !middle(right) {
			right--
		}
		body := right - left + 1
		if share := float64(body) / float64(want.size); share < 0.75 || share > 0.83 {
			t.Errorf("%s: the shape takes %d of %d pixels", kind, body, want.size)
		}
		if other := want.size - 1 - right; other-left > 1 || left-other > 1 {
			t.Errorf("%s: %d pixels of air on the left, %d on the right", kind, left, other)
		}
		at += length
	}
	if at != len(data) {
		t.Errorf("%d bytes behind the last entry", len(data)-at)
	}
}
