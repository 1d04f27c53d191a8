package upstream

import (
	"bufio"
	"sync"
)

const (
	narrowBuffer = 4 << 10  // the buffer of a connection, in bytes
	wideBuffer   = 64 << 10 // that of one on which much comes at once
)

var wides = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, wideBuffer) }}

// fit gives in a large buffer while more comes than its own holds, and takes it
// back before a pause, since hundreds of streams may wait at once. came is how
// many bytes the latest read of the connection brought.
//
// Of a fast stream it saves every other system call: net/http reads a chunk of
// 16 KB with two, the first of them for the line before it. Neither net/http nor
// its reader of chunks can be given another buffer in the middle of an answer,
// but they hold in by its address, and what stands there can be exchanged while
// it is empty.
func (l *line) fit(came int) {
	much := came >= narrowBuffer
	if much == (l.wide != nil) || l.in.Buffered() > 0 {
		return
	}
	if much {
		l.wide = wides.Get().(*bufio.Reader)
		l.wide.Reset(l)
	}
	*l.in, *l.wide = *l.wide, *l.in
	if !much {
		l.wide.Reset(nil)
		wides.Put(l.wide)
		l.wide = nil
	}
}
