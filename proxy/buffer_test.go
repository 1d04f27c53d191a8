package proxy

import "testing"

func TestAStreamTakesALargeBufferOnlyWhenItFillsASmallOne(t *testing.T) {
	b := newStreamBuffer()
	b.grow(smallBuffer - 1)
	if len(b.room) != smallBuffer || b.large != nil {
		t.Errorf("%d bytes of room after a read that left some", len(b.room))
	}
	b.grow(smallBuffer)
	large := b.large
	if large == nil || len(b.room) <= smallBuffer || &b.room[0] != &(*large)[0] {
		t.Fatalf("%d bytes of room after a read that left none", len(b.room))
	}
	b.grow(len(b.room))
	if b.large != large {
		t.Error("a second large buffer was taken")
	}
	b.free()
	if b.free(); b.room != nil {
		t.Error("a buffer that is free can still be read into")
	}
}
