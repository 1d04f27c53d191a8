package proxy

import (
	"context"
	"net"
	"sync"

	"keyport/proxy/socket"
)

// Gather gives l with connections on which a piece of a stream leaves with one
// system call. net/http makes three of every piece that does not fit into its
// buffer of 4 KiB: what fits, the rest, and a line end of two bytes. Without it a
// stream that brings 64 events at once takes a quarter more time.
//
// The http.Server on l needs WithConn as its ConnContext. Without either, all is
// written as net/http writes it.
func Gather(l net.Listener) net.Listener { return gathering{l} }

// WithConn is an http.Server's ConnContext.
func WithConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

type connKey struct{}

type gathering struct{ net.Listener }

// Accept implements net.Listener.
func (l gathering) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		c = socket.New(tcp)
	}
	return &gathered{Conn: c}, nil
}

// gathered is the connection of an app. One goroutine at a time writes to it.
type gathered struct {
	net.Conn
	held *[]byte // what is to leave together; nil: all leaves at once
}

// gathers have room for one piece with what HTTP puts around it.
var gathers = sync.Pool{New: func() any { b := make([]byte, 0, piece+2*fits); return &b }}

func (c *gathered) Write(p []byte) (int, error) {
	if c.held != nil {
		*c.held = append(*c.held, p...)
		return len(p), nil
	}
	return c.Conn.Write(p)
}

func (c *gathered) hold() { c.held = gathers.Get().(*[]byte) }

// release sends what was held.
func (c *gathered) release() error {
	held := c.held
	c.held = nil
	_, err := c.Conn.Write(*held)
	*held = (*held)[:0]
	gathers.Put(held)
	return err
}

// CloseWrite is what net/http asks a TCP connection for, before it closes it
// behind an answer that the client may not have read.
func (c *gathered) CloseWrite() error {
	if tcp, ok := c.Conn.(*socket.Conn); ok {
		return tcp.CloseWrite()
	}
	return nil
}
