package upstream

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"sync"
)

var heads = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// newHead makes the head of a request that is plain (RFC 9112, 3). A small body
// is part of it, so that both leave in one packet, and is read to its end and closed.
func newHead(req *http.Request) *bytes.Buffer {
	b := heads.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(req.Method)
	b.WriteByte(' ')
	b.WriteString(req.URL.RequestURI())
	b.WriteString(" HTTP/1.1\r\nHost: ")
	b.WriteString(req.Host)
	b.WriteString("\r\n")
	if req.ContentLength > 0 || req.Method == http.MethodPost || req.Method == http.MethodPut || req.Method == http.MethodPatch {
		b.WriteString("Content-Length: ")
		b.Write(strconv.AppendInt(b.AvailableBuffer(), req.ContentLength, 10))
		b.WriteString("\r\n")
	}
	_ = req.Header.Write(b) // a buffer takes everything
	b.WriteString("\r\n")
	if _, pieces := req.Body.(*sending); req.Body != nil && !pieces {
		b.Grow(int(req.ContentLength))
		n, _ := io.ReadFull(req.Body, b.AvailableBuffer()[:req.ContentLength]) // out of memory that holds as much
		b.Write(b.AvailableBuffer()[:n])
		_ = req.Body.Close()
	}
	return b
}

func freeHead(b *bytes.Buffer) {
	if b.Cap() <= 16<<10 {
		heads.Put(b)
	}
}
