package proxy

import "sync"

const (
	// smallBuffer is what most streams ever need, in bytes: some ten events.
	smallBuffer = 4 << 10
	// smallOut is what most of them ever write at once.
	smallOut    = 2 << 10
	largeBuffer = 64 << 10
)

// buffers are large ones, for whatever needs one for a while, smalls are those
// that every stream has.
var (
	buffers = sync.Pool{New: func() any { b := make([]byte, largeBuffer); return &b }}
	smalls  = sync.Pool{New: func() any { b := make([]byte, smallBuffer+smallOut); return &b }}
)

// streamBuffer is what a stream is read into. A model at its usual pace brings
// an event a read and waits in between, and hundreds may wait at once; so a
// stream has one of the large buffers only as long as it fills a small one.
type streamBuffer struct {
	room  []byte
	small *[]byte // from smalls
	large *[]byte // from buffers, or nil
	few   int     // how many reads in a row would have fitted into the small one
}

// enough reads in a row that are small end a burst: a stream that is read as
// fast as it is written brings much and little by turns.
const enough = 4

func newStreamBuffer() streamBuffer {
	small := smalls.Get().(*[]byte)
	return streamBuffer{room: (*small)[:smallBuffer:smallBuffer], small: small}
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
		buffers.Put(b.large)
		b.room, b.large = (*b.small)[:smallBuffer:smallBuffer], nil
	}
}

// out gives memory for what is written, which is that of the last time unless
// that is large and little comes.
func (b *streamBuffer) out(last []byte) []byte {
	if last == nil || cap(last) > 2*len(b.room) {
		return (*b.small)[smallBuffer:smallBuffer]
	}
	return last[:0]
}

// free gives all memory back. Nothing may be read or written behind it.
func (b *streamBuffer) free() {
	if b.large != nil {
		buffers.Put(b.large)
	}
	smalls.Put(b.small)
	*b = streamBuffer{}
}
