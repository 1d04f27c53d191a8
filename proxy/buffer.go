package proxy

import "sync"

const (
	// smallBuffer is what most streams ever need, in bytes: some ten events.
	smallBuffer = 4 << 10
	largeBuffer = 64 << 10
)

// buffers are large ones, for whatever needs one for a while.
var buffers = sync.Pool{New: func() any { b := make([]byte, largeBuffer); return &b }}

// streamBuffer is what a stream is read into. A model at its usual pace brings
// an event a read and waits in between, and hundreds may wait at once; so a
// stream has one of the large buffers only as long as it fills a small one.
type streamBuffer struct {
	room  []byte
	small []byte
	large *[]byte // from buffers, or nil
	few   int     // how many reads in a row would have fitted into the small one
}

// enough reads in a row that are small end a burst: a stream that is read as
// fast as it is written brings much and little by turns.
const enough = 4

func newStreamBuffer() streamBuffer {
	small := make([]byte, smallBuffer)
	return streamBuffer{room: small, small: small}
}

// fit takes note of how much a read brought. What it brought is gone.
func (b *streamBuffer) fit(n int) {
	if b.few++; n >= smallBuffer {
		b.few = 0
	}
	switch {
	case b.large == nil && n == smallBuffer:
		b.large = buffers.Get().(*[]byte)
		// With the event in front of which the read before has ended, what goes out is one piece.
		b.room = (*b.large)[:largeBuffer-smallBuffer]
	case b.large != nil && b.few == enough:
		b.free()
	}
}

// free gives the large buffer back.
func (b *streamBuffer) free() {
	if b.large != nil {
		buffers.Put(b.large)
	}
	b.room, b.large = b.small, nil
}
