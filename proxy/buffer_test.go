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
	b.free()
}

func TestWhatIsWrittenTakesLittleMemoryInAPause(t *testing.T) {
	b := newStreamBuffer()
	defer b.free()
	out := b.out(nil)
	if len(out) != 0 || cap(out) != smallOut {
		t.Errorf("%d bytes, room for %d", len(out), cap(out))
	}
	out = append(out, make([]byte, smallBuffer)...)
	if again := b.out(out); len(again) != 0 || cap(again) != cap(out) {
		t.Errorf("room for %d of %d is left", cap(again), cap(out))
	}
	b.fit(smallBuffer)
	out = append(b.out(out), make([]byte, largeBuffer)...)
	if again := b.out(out); cap(again) != cap(out) {
		t.Errorf("room for %d of %d is left in a burst", cap(again), cap(out))
	}
	for range enough {
		b.fit(1)
	}
	if again := b.out(out); len(again) != 0 || cap(again) != smallOut {
		t.Errorf("room for %d is left behind a burst", cap(again))
	}
	// The small ones lie side by side: neither may reach into the other.
	room := b.room[:smallBuffer]
	copy(b.out(nil)[:smallOut], "out")
	if clear(room); string(b.out(nil)[:3]) != "out" || cap(b.room) > smallBuffer {
		t.Error("what is read and what is written share memory")
	}
}
