package proxy

// smallBuffer is what most streams ever need, in bytes: some ten events.
const smallBuffer = 4 << 10

// streamBuffer is what a stream is read into. A model at its usual pace brings
// an event a read and waits in between, and hundreds may wait at once; so a
// stream gets one of the large buffers only when it fills a small one.
type streamBuffer struct {
	room  []byte
	large *[]byte // from buffers, or nil
}

func newStreamBuffer() streamBuffer { return streamBuffer{room: make([]byte, smallBuffer)} }

// grow takes note of how much a read brought. What it brought is gone.
func (b *streamBuffer) grow(n int) {
	if b.large == nil && n == len(b.room) {
		b.large = buffers.Get().(*[]byte)
		b.room = *b.large
	}
}

func (b *streamBuffer) free() {
	if b.large != nil {
		buffers.Put(b.large)
	}
	b.room, b.large = nil, nil
}
