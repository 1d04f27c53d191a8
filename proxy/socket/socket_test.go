package socket

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"reflect"
	"sync"
	"syscall"
	"testing"
	"time"
)

// pair gives both ends of a connection; the first is a Conn, and has its own
// calls also where the race detector runs.
func pair(t *testing.T) (*Conn, *net.TCPConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	there, err := net.DialTimeout("tcp", l.Addr().String(), 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	here, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	c := New(here.(*net.TCPConn))
	if watched {
		c.calls.init(c.TCPConn)
	}
	t.Cleanup(func() { _ = c.Close(); _ = there.Close() })
	return c, there.(*net.TCPConn)
}

// TestAllThatIsWrittenIsRead goes both ways at once, with more than the buffers of both sides hold.
func TestAllThatIsWrittenIsRead(t *testing.T) {
	c, other := pair(t)
	data := make([]byte, 16<<20)
	for i := range data {
		data[i] = byte(rand.Uint32())
	}
	var work sync.WaitGroup
	for _, way := range []struct {
		from, to net.Conn
		end      func() error
	}{{c, other, c.CloseWrite}, {other, c, other.CloseWrite}} {
		work.Go(func() {
			for rest := data; len(rest) > 0; {
				n := min(len(rest), 1+rand.IntN(3<<20))
				if wrote, err := way.from.Write(rest[:n]); wrote != n || err != nil {
					t.Errorf("%d of %d bytes, %v", wrote, n, err)
					return
				}
				rest = rest[n:]
			}
			_ = way.end()
		})
		work.Go(func() {
			var got []byte
			for p := make([]byte, 100_000); ; {
				n, err := way.to.Read(p[:1+rand.IntN(len(p))])
				got = append(got, p[:n]...)
				if err != nil {
					if err != io.EOF || !bytes.Equal(got, data) {
						t.Errorf("%d of %d bytes, %v", len(got), len(data), err)
					}
					return
				}
			}
		})
	}
	work.Wait()
}

// TestErrorsAreThoseOfTheNetPackage has a Conn and a net.TCPConn meet the same.
func TestErrorsAreThoseOfTheNetPackage(t *testing.T) {
	p := make([]byte, 10)
	read := func(c net.Conn) (int, error) { return c.Read(p) }
	write := func(c net.Conn) (int, error) { return c.Write(p) }
	fill := func(c net.Conn) (int, error) {
		for {
			if _, err := c.Write(make([]byte, 1<<20)); err != nil {
				return 0, err
			}
		}
	}
	past := time.Unix(1, 0)
	for name, does := range map[string]struct {
		before func(c net.Conn, other *net.TCPConn)
		do     func(c net.Conn) (int, error)
	}{
		"the end":                   {func(_ net.Conn, o *net.TCPConn) { _ = o.Close() }, read},
		"something":                 {func(_ net.Conn, o *net.TCPConn) { _, _ = o.Write([]byte("abc")) }, read},
		"nothing asked":             {func(net.Conn, *net.TCPConn) {}, func(c net.Conn) (int, error) { return c.Read(nil) }},
		"nothing written":           {func(net.Conn, *net.TCPConn) {}, func(c net.Conn) (int, error) { return c.Write(nil) }},
		"a reset":                   {func(_ net.Conn, o *net.TCPConn) { _ = o.SetLinger(0); _ = o.Close() }, read},
		"a reset while it writes":   {func(_ net.Conn, o *net.TCPConn) { _ = o.SetLinger(0); _ = o.Close() }, fill},
		"read when it is closed":    {func(c net.Conn, _ *net.TCPConn) { _ = c.Close() }, read},
		"written when it is closed": {func(c net.Conn, _ *net.TCPConn) { _ = c.Close() }, write},
		"closed while it waits":     {func(c net.Conn, _ *net.TCPConn) { time.AfterFunc(20*time.Millisecond, func() { _ = c.Close() }) }, read},
		"closed while it is full":   {func(c net.Conn, _ *net.TCPConn) { time.AfterFunc(20*time.Millisecond, func() { _ = c.Close() }) }, fill},
		"too late to read":          {func(c net.Conn, _ *net.TCPConn) { _ = c.SetReadDeadline(past) }, read},
		"too late to write":         {func(c net.Conn, _ *net.TCPConn) { _ = c.SetWriteDeadline(past) }, write},
		"too late while it waits":   {func(c net.Conn, _ *net.TCPConn) { _ = c.SetReadDeadline(time.Now().Add(20 * time.Millisecond)) }, read},
		"too late while it is full": {func(c net.Conn, _ *net.TCPConn) { _ = c.SetWriteDeadline(time.Now().Add(20 * time.Millisecond)) }, fill},
		"a deadline that was lifted": {func(c net.Conn, o *net.TCPConn) {
			_ = c.SetReadDeadline(past)
			_ = c.SetReadDeadline(time.Time{})
			_ = o.Close()
		}, read},
		"shut, and written": {func(c net.Conn, _ *net.TCPConn) { _ = c.(interface{ CloseWrite() error }).CloseWrite() }, write},
	} {
		t.Run(name, func(t *testing.T) {
			c, other := pair(t)
			does.before(c, other)
			n, err := does.do(c)
			was, other := pair(t)
			does.before(was.TCPConn, other)
			wantN, want := does.do(was.TCPConn)
			if n != wantN || !alike(err, want) {
				t.Errorf("%d, %v, want %d, %v", n, err, wantN, want)
			}
		})
	}
}

// alike compares all that anybody asks of an error but the addresses.
func alike(a, b error) bool {
	var one, two *net.OpError
	if errors.As(a, &one) != errors.As(b, &two) {
		return false
	}
	if one == nil {
		return a == b
	}
	for _, is := range []error{io.EOF, net.ErrClosed, os.ErrDeadlineExceeded, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(a, is) != errors.Is(b, is) {
			return false
		}
	}
	return one.Op == two.Op && one.Net == two.Net && one.Source != nil && one.Addr != nil && one.Timeout() == two.Timeout() &&
		reflect.TypeOf(one.Err) == reflect.TypeOf(two.Err) && one.Err.Error() == two.Err.Error()
}

// TestADeadlineThatPassesTakesNothing: the bytes are there behind a deadline that has passed.
func TestADeadlineThatPassesTakesNothing(t *testing.T) {
	c, other := pair(t)
	_ = c.SetReadDeadline(time.Unix(1, 0))
	_, _ = other.Write([]byte("abc"))
	if _, err := c.Read(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Time{})
	p := make([]byte, 10)
	if n, err := c.Read(p); err != nil || string(p[:n]) != "abc" {
		t.Errorf("%q, %v", p[:n], err)
	}
}

// TestSeveralMayCallAtOnce: none gets or sends the bytes of another.
func TestSeveralMayCallAtOnce(t *testing.T) {
	c, other := pair(t)
	const each, size = 200, 1000
	var work sync.WaitGroup
	for i := range 4 {
		work.Go(func() {
			for range each {
				if _, err := c.Write(bytes.Repeat([]byte{byte(i)}, size)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Go(func() {
		all := make([]byte, 4*each*size)
		if _, err := io.ReadFull(other, all); err != nil {
			t.Error(err)
		}
		for i := range 4 {
			if n := bytes.Count(all, []byte{byte(i)}); n != each*size {
				t.Errorf("%d bytes of writer %d", n, i)
			}
		}
	})
	work.Wait()
}

// TestNothingIsAllocated: it is on the way of every event.
func TestNothingIsAllocated(t *testing.T) {
	c, other := pair(t)
	one, p := []byte{1}, make([]byte, 1)
	if n := testing.AllocsPerRun(100, func() {
		_, _ = other.Write(one)
		_, _ = c.Read(p)
		_, _ = c.Write(one)
		_, _ = other.Read(p)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
