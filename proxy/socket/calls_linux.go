package socket

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"unsafe"
)

// calls are the ways in and out of a Conn; without init it has those of its net.TCPConn.
type calls struct{ in, out transfer }

func (c *calls) init(conn *net.TCPConn) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	c.in.init(raw.Read, syscall.SYS_READ)
	c.out.init(raw.Write, syscall.SYS_WRITE)
}

// transfer is one direction of a connection.
type transfer struct {
	wait func(try func(fd uintptr) bool) error // runs try when the socket is ready, until it is content
	call uintptr
	try  func(fd uintptr) bool // a method as a value, made once

	mu  sync.Mutex // as of the net package: one at a time
	p   []byte
	n   int
	err syscall.Errno
}

func (t *transfer) init(wait func(func(uintptr) bool) error, call uintptr) {
	t.wait, t.call = wait, call
	t.try = t.once
}

// once makes the call; false when it has to wait.
func (t *transfer) once(fd uintptr) bool {
	for {
		n, _, err := syscall.RawSyscall(t.call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(t.p))), uintptr(len(t.p)))
		switch err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return false
		case 0:
			t.n = int(n)
		}
		t.err = err
		return true
	}
}

// do moves what it can of p, which is not empty. The error has no address yet.
func (t *transfer) do(name string, p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.p, t.n, t.err = p, 0, 0
	err := t.wait(t.try)
	t.p = nil
	switch {
	case err != nil: // closed, or the deadline has passed
		return 0, bare(err)
	case t.err != 0:
		return 0, os.NewSyscallError(name, t.err)
	}
	return t.n, nil
}

// bare is an error of a syscall.RawConn without the name of its operation, which is none that others look for.
func bare(err error) error {
	if raw := (*net.OpError)(nil); errors.As(err, &raw) {
		return raw.Err
	}
	return err
}

// Read implements net.Conn.
func (c *Conn) Read(p []byte) (int, error) {
	if c.in.wait == nil || len(p) == 0 {
		return c.TCPConn.Read(p)
	}
	n, err := c.in.do("read", p)
	switch {
	case err != nil:
		return 0, c.fail("read", err)
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

// Write implements net.Conn.
func (c *Conn) Write(p []byte) (int, error) {
	if c.out.wait == nil || len(p) == 0 {
		return c.TCPConn.Write(p)
	}
	for done := 0; ; {
		n, err := c.out.do("write", p[done:])
		if err == nil && n == 0 {
			err = io.ErrUnexpectedEOF // or it would go on for ever
		}
		if done += n; err != nil {
			return done, c.fail("write", err)
		}
		if done == len(p) {
			return done, nil
		}
	}
}

func (c *Conn) fail(op string, err error) error {
	return &net.OpError{Op: op, Net: c.LocalAddr().Network(), Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}
