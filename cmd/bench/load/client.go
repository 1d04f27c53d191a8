// Package load is the client of the bench: prepared bytes out, as little work as
// possible on what comes back, and the clock read once a read. It knows HTTP/1.1
// as far as the answers of a proxy need it, and nothing of who is measured.
package load

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"keyport/cmd/bench/wire"
)

// Client is one connection that is kept from request to request, and opened
// anew behind an answer that closed it. It is for one goroutine.
type Client struct {
	addr string
	conn net.Conn
	buf  []byte
	r, w int   // what of buf is unread
	at   int64 // when the last read returned
	due  int64 // when the deadline has to be moved on
}

// Answer is what came back, without its body.
type Answer struct {
	Status int
	Length int  // bytes of the body
	Clean  bool // the body came to its proper end
}

// patience is how long one request may take, at least half of it.
const patience = 2 * time.Minute

var errFraming = errors.New("an answer without a length")

// NewClient dials when it is first used.
func NewClient(addr string) *Client { return &Client{addr: addr, buf: make([]byte, 64<<10)} }

// Close closes the connection.
func (c *Client) Close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// Do sends request and reads the answer to its end. What the body holds goes to
// s, which may be nil. After an error the answer says how far it came.
func (c *Client) Do(request []byte, s *Stream) (a Answer, err error) {
	if c.conn == nil {
		if c.conn, err = net.Dial("tcp", c.addr); err != nil {
			return a, err
		}
		c.r, c.w, c.due = 0, 0, 0
	}
	if c.at >= c.due { // not for each request: it is a call of the system's timers
		c.due = wire.Now() + int64(patience)/2
		_ = c.conn.SetDeadline(time.Now().Add(patience))
	}
	closes := true
	defer func() {
		if closes || err != nil {
			c.Close()
		}
	}()
	if _, err = c.conn.Write(request); err != nil {
		return a, err
	}
	head, err := c.head()
	if err != nil {
		return a, err
	}
	if len(head) < len("HTTP/1.1 200") || string(head[:9]) != "HTTP/1.1 " {
		return a, fmt.Errorf("no answer of HTTP/1.1: %q", head[:min(len(head), 40)])
	}
	if a.Status, err = strconv.Atoi(string(head[9:12])); err != nil {
		return a, err
	}
	closes = has(head, "connection: close")
	switch length, known := number(head, "content-length:"); {
	case known:
		err = c.fixed(length, &a, s)
	case has(head, "transfer-encoding: chunked"):
		err = c.chunked(&a, s)
	default:
		err = errFraming
	}
	a.Clean = err == nil
	return a, err
}

// head reads up to the blank line. It is valid until the next read.
func (c *Client) head() ([]byte, error) {
	for {
		if i := bytes.Index(c.buf[c.r:c.w], []byte("\r\n\r\n")); i >= 0 {
			head := c.buf[c.r : c.r+i+2]
			c.r += i + 4
			return head, nil
		}
		if err := c.read(); err != nil {
			return nil, err
		}
	}
}

// read reads once, behind what is unread.
func (c *Client) read() error {
	if c.r > 0 {
		c.w = copy(c.buf, c.buf[c.r:c.w])
		c.r = 0
	}
	if c.w == len(c.buf) {
		return bytes.ErrTooLarge
	}
	n, err := c.conn.Read(c.buf[c.w:])
	c.at = wire.Now()
	c.w += n
	if n > 0 {
		return nil
	}
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// take gives what is there of the next n bytes, at least one.
func (c *Client) take(n int) ([]byte, error) {
	if c.r == c.w {
		if err := c.read(); err != nil {
			return nil, err
		}
	}
	piece := c.buf[c.r:min(c.w, c.r+n)]
	c.r += len(piece)
	return piece, nil
}

func (c *Client) fixed(length int, a *Answer, s *Stream) error {
	for a.Length < length {
		piece, err := c.take(length - a.Length)
		if err != nil {
			return err
		}
		a.Length += len(piece)
		s.feed(piece, c.at)
	}
	return nil
}

func (c *Client) chunked(a *Answer, s *Stream) error {
	for {
		size, err := c.chunkSize()
		if err != nil {
			return err
		}
		for left := size; left > 0; {
			piece, err := c.take(left)
			if err != nil {
				return err
			}
			left -= len(piece)
			a.Length += len(piece)
			s.feed(piece, c.at)
		}
		for c.w-c.r < 2 { // the line end of the chunk; there are no trailers
			if err := c.read(); err != nil {
				return err
			}
		}
		c.r += 2
		if size == 0 {
			return nil
		}
	}
}

// chunkSize reads the line in front of a chunk.
func (c *Client) chunkSize() (int, error) {
	for {
		if i := bytes.IndexByte(c.buf[c.r:c.w], '\n'); i >= 0 {
			size := 0
			for _, d := range bytes.TrimRight(c.buf[c.r:c.r+i], "\r ") {
				v := bytes.IndexByte([]byte("0123456789abcdef"), d|0x20)
				if v < 0 {
					return 0, fmt.Errorf("a chunk's size is %q", c.buf[c.r:c.r+i])
				}
				size = size<<4 | v
			}
			c.r += i + 1
			return size, nil
		}
		if err := c.read(); err != nil {
			return 0, err
		}
	}
}
