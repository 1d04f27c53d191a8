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
	req.ContentLength = int64(size)
	if size <= together {
		flat := c.Body[0]
		if len(c.Body) > 1 {
			flat = bytes.Join(c.Body, nil)
		}
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(flat)), nil }
	} else {
		pieces, lent := c.Body, c.Lent
		req.GetBody = func() (io.ReadCloser, error) { return newSending(pieces, lent), nil }
	}
	req.Body, _ = req.GetBody()
}

// sending is one reading of a body by a Transport, which may go on behind the
// end of RoundTrip and ends with Close (http.RoundTripper). HTTP/2 calls Close
// while another goroutine may be inside Read, hence the lock: when Close returns,
// nobody reads.
type sending struct {
	mu   sync.Mutex
	left net.Buffers // nil once closed
	lent *Lent       // nil once closed, or when the memory is nobody's
}

func newSending(pieces [][]byte, lent *Lent) *sending {
	lent.hold()
	return &sending{left: append(net.Buffers(nil), pieces...), lent: lent} // reading shortens it
}

// Read implements io.Reader. Behind Close it gives http.ErrBodyReadAfterClose.
func (s *sending) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left == nil {
		return 0, http.ErrBodyReadAfterClose
	}
	return s.left.Read(p)
}

// writeTo writes all that is left with as few system calls as there can be.
func (s *sending) writeTo(c *net.TCPConn) (int64, error) { return s.writeBehind(nil, c) }

// writeBehind is writeTo with the head of the request in front.
func (s *sending) writeBehind(head []byte, c io.Writer) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left == nil {
		return 0, http.ErrBodyReadAfterClose
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
	s.left, s.lent = nil, nil
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
