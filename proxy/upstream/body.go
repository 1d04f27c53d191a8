package upstream

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"

	"keyport/proxy/socket"
)

// together is the largest body that leaves in one packet with the headers: the
// Transport puts only what it knows as a reader of memory behind them, and its
// write buffer holds no more.
const together = 3 << 10

// setBody gives req a body that lies in memory.
func (c *Call) setBody(req *http.Request) {
	size := 0
	for _, piece := range c.Body {
		size += len(piece)
	}
	if size == 0 {
		return
	}
	pieces, lent := c.Body, c.Lent
	req.ContentLength = int64(size)
	req.Body = newSending(pieces, lent)
	req.GetBody = func() (io.ReadCloser, error) { return newSending(pieces, lent), nil }
}

// inOne gives a request for the Transport, with a body that leaves in one packet
// with the headers if it is small enough for it.
func inOne(req *http.Request) *http.Request {
	body, ours := req.Body.(*sending)
	if !ours || req.ContentLength > together {
		return req
	}
	flat := make([]byte, req.ContentLength)
	_, _ = io.ReadFull(body, flat) // out of memory that holds as much
	_ = body.Close()
	known := *req
	known.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(flat)), nil }
	known.Body, _ = known.GetBody()
	return &known
}

// sending is one reading of a body by a Transport, which may go on behind the
// end of RoundTrip and ends with Close (http.RoundTripper). HTTP/2 calls Close
// while another goroutine may be inside Read, hence the lock: when Close returns,
// nobody reads.
type sending struct {
	mu     sync.Mutex
	pieces [][]byte    // nil once closed
	left   net.Buffers // what is left of them; nil before the first Read
	lent   *Lent       // nil once closed, or when the memory is nobody's
}

func newSending(pieces [][]byte, lent *Lent) *sending {
	lent.hold()
	return &sending{pieces: pieces, lent: lent}
}

// start makes left, unless the body is closed.
func (s *sending) start() error {
	if s.pieces == nil {
		return http.ErrBodyReadAfterClose
	}
	if s.left == nil {
		s.left = append(make(net.Buffers, 0, len(s.pieces)+1), s.pieces...) // reading shortens it
	}
	return nil
}

// Read implements io.Reader. Behind Close it gives http.ErrBodyReadAfterClose.
func (s *sending) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.start(); err != nil {
		return 0, err
	}
	return s.left.Read(p)
}

// copyTo appends the whole body to b, as far as it is not closed.
func (s *sending) copyTo(b *bytes.Buffer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, piece := range s.pieces {
		b.Write(piece)
	}
}

// writeTo writes all that is left with as few system calls as there can be.
func (s *sending) writeTo(c *net.TCPConn) (int64, error) { return s.writeBehind(nil, c) }

// writeBehind is writeTo with the head of the request in front.
func (s *sending) writeBehind(head []byte, c io.Writer) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.start(); err != nil {
		return 0, err
	}
	if head != nil {
		s.left = slices.Insert(s.left, 0, head)
	}
	return s.left.WriteTo(c)
}

// Close implements io.Closer.
func (s *sending) Close() error {
	s.mu.Lock()
	lent := s.lent
	s.pieces, s.left, s.lent = nil, nil, nil
	s.mu.Unlock()
	lent.Return()
	return nil
}

// conn is a connection without TLS, to an upstream or to a proxy. Of a body that
// lies in memory the Transport would make copies of 32 KB, each in a buffer of its own and
// with a system call of its own. For 200 KB that is up to a tenth of the time.
type conn struct{ *socket.Conn }

// ReadFrom implements io.ReaderFrom, which the Transport asks for behind the headers.
func (c conn) ReadFrom(r io.Reader) (int64, error) {
	if limited, ok := r.(*io.LimitedReader); ok { // to the Content-Length, which is all of it
		if body, ok := limited.R.(*sending); ok {
			return body.writeTo(c.Conn.TCPConn)
		}
	}
	return c.TCPConn.ReadFrom(r)
}
