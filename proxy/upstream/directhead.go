package upstream

import (
	"bytes"
	"net/http"
	"net/textproto"
	"slices"
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
	writeHeader(b, req.Header)
	b.WriteString("\r\n")
	if body, ok := req.Body.(*sending); ok && req.ContentLength <= together {
		body.copyTo(b)
		_ = body.Close()
	}
	return b
}

// writeHeader is h.Write for headers that are plain, in half the time. The order
// is the same too: servers tell programs apart by it.
func writeHeader(b *bytes.Buffer, h http.Header) {
	var room [16]string // more than are ever sent, but for those of the settings
	names := room[:0]
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range h[name] {
			b.WriteString(name)
			b.WriteString(": ")
			b.WriteString(textproto.TrimString(v))
			b.WriteString("\r\n")
		}
	}
}

func freeHead(b *bytes.Buffer) {
	if b.Cap() <= 16<<10 {
		heads.Put(b)
	}
}
