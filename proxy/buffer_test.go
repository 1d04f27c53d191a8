package proxy

import "testing"

func TestAStreamHasALargeBufferOnlyWhileItFillsASmallOne(t *testing.T) {
	b := newStreamBuffer()
	b.fit(smallBuffer - 1)
	if len(b.room) != smallBuffer || b.large != nil {
		t.Errorf("%d bytes of room after a read that left some", len(b.room))
	}
	b.fit(smallBuffer)
	large := b.large
	if large == nil || len(b.room) <= smallBuffer || &b.room[0] != &(*large)[0] {
		t.Fatalf("%d bytes of room after a read that left none", len(b.room))
	}
	b.fit(len(b.room))
	if b.large != large {
		t.Error("a second large buffer was taken")
	}
	for range 2 {
		for range enough - 1 {
			b.fit(1)
		}
		if b.large != large {
			t.Error("the large buffer went in the middle of a burst")
		}
		b.fit(smallBuffer)
	}
	for range enough {
		b.fit(1)
	}
	if len(b.room) != smallBuffer || b.large != nil {
		t.Errorf("%d bytes of room in a pause", len(b.room))
	}
	b.free() // nothing is left to be given back
}
