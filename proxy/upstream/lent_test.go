package upstream

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const poison = 0xdb // no byte of a body in these tests

// spoiling overwrites all memory that is given back, and counts how often that was.
func spoiling(t *testing.T) *atomic.Int32 {
	t.Helper()
	n := new(atomic.Int32)
	spoil = func(room []byte) {
		for i := range room {
			room[i] = poison
		}
		n.Add(1)
	}
	t.Cleanup(func() { spoil = nil })
	return n
}

// lentBody is a body of size bytes in three pieces; the large one is lent, and held by the caller.
func lentBody(size int) (pieces [][]byte, whole []byte, l *Lent) {
	l = Lend(int64(size))
	body := l.Room()[:size]
	for i := range body {
		body[i] = byte('a' + i/7%26)
	}
	pieces = [][]byte{[]byte(`{"head":1,`), body, []byte(`,"tail":2}`)}
	return pieces, bytes.Join(pieces, nil), l
}

// large is more than the kernel takes for a connection whose other side does not read.
const large = largestLent - 100

// rawUpstream serves each connection with what answers says for it, in turn. Each
// gets the headers of its first request read.
func rawUpstream(t *testing.T, answers ...func(c net.Conn, r *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for _, answer := range answers {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*net.TCPConn).SetReadBuffer(16 << 10)
			wait.Go(func() {
				defer c.Close()
				answer(c, bufio.NewReaderSize(c, 1<<10))
			})
		}
	})
	t.Cleanup(func() { l.Close(); wait.Wait() })
	return "http://" + l.Addr().String()
}

func skipHeaders(r *bufio.Reader) {
	for {
		if line, err := r.ReadString('\n'); err != nil || line == "\r\n" {
			return
		}
	}
}

func upstreamAt(t *testing.T, url string, rt http.RoundTripper) *Upstream {
	t.Helper()
	u, err := New(Config{Name: "test", Kind: KindOpenAI, URL: url, NoAuth: true}, rt)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// eventually waits for memory to be given back n times in all, and never more.
func eventually(t *testing.T, returned *atomic.Int32, n int32) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); returned.Load() < n && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if got := returned.Load(); got != n {
		t.Fatalf("memory was given back %d times, want %d", got, n)
	}
}

// plainTransport is Keyport's own, but that the kernel takes little of a body
// before the upstream reads: a write of a large one is then stuck.
func plainTransport(t *testing.T) *http.Transport {
	t.Helper()
	rt := newTransport(way{proxy: "none", firstByte: time.Minute})
	dial := rt.DialContext
	rt.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err == nil {
			err = c.(conn).SetWriteBuffer(16 << 10)
		}
		return c, err
	}
	t.Cleanup(rt.CloseIdleConnections)
	return rt
}

// bothWays runs a test with net/http's transport and with the direct one.
func bothWays(t *testing.T, test func(t *testing.T, rt http.RoundTripper)) {
	t.Run("net/http", func(t *testing.T) { test(t, plainTransport(t)) })
	t.Run("direct", func(t *testing.T) {
		rt := newDirect(plainTransport(t))
		t.Cleanup(rt.CloseIdleConnections)
		test(t, rt)
	})
}

func posted(pieces [][]byte, l *Lent) Call {
	return Call{Method: "POST", Endpoint: "chat/completions", Header: http.Header{}, Body: pieces, Lent: l}
}

func TestMemoryIsKeptForAnUpstreamThatAnswersBeforeItReads(t *testing.T) {
	bothWays(t, memoryIsKeptForAnUpstreamThatAnswersBeforeItReads)
}

func memoryIsKeptForAnUpstreamThatAnswersBeforeItReads(t *testing.T, rt http.RoundTripper) {
	returned := spoiling(t)
	pieces, whole, l := lentBody(large)
	handlerLeft := make(chan struct{})
	leave := sync.OnceFunc(func() { close(handlerLeft) })
	read := make(chan []byte, 1)
	url := rawUpstream(t, func(c net.Conn, r *bufio.Reader) {
		skipHeaders(r)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha") // the answer goes on
		<-handlerLeft
		body := make([]byte, len(whole))
		n, _ := io.ReadFull(r, body)
		read <- body[:n]
		_, _ = io.WriteString(c, "lf")
	})
	t.Cleanup(leave) // before that of the upstream, which waits for it
	resp, e := upstreamAt(t, url, rt).Send(t.Context(), posted(pieces, l))
	if e != nil {
		t.Fatal(e.Cause)
	}
	defer resp.Body.Close()
	l.Return() // the handler needs it no more
	if returned.Load() != 0 {
		t.Fatal("memory was given back while the upstream had yet to read it")
	}
	leave()
	if got := <-read; !bytes.Equal(got, whole) {
		t.Fatalf("the upstream read %d of %d bytes, %d of them spoilt", len(got), len(whole), bytes.Count(got, []byte{poison}))
	}
	if _, err := io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	eventually(t, returned, 1)
}

func TestMemoryIsKeptForASecondTry(t *testing.T) { bothWays(t, memoryIsKeptForASecondTry) }

func memoryIsKeptForASecondTry(t *testing.T, rt http.RoundTripper) {
	returned := spoiling(t)
	pieces, whole, l := lentBody(large)
	read := make(chan []byte, 1)
	answer := func(c net.Conn) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	}
	url := rawUpstream(t,
		func(c net.Conn, r *bufio.Reader) { // a kept connection that dies under the next request
			skipHeaders(r)
			_, _ = r.Discard(2)
			answer(c)
			skipHeaders(r)
			_, _ = r.Discard(len(whole))
		},
		func(c net.Conn, r *bufio.Reader) {
			skipHeaders(r)
			body := make([]byte, len(whole))
			n, _ := io.ReadFull(r, body)
			read <- body[:n]
			answer(c)
		})
	u := upstreamAt(t, url, rt)
	ask := func(c Call) {
		t.Helper()
		resp, e := u.Send(t.Context(), c)
		if e != nil {
			t.Fatal(e, e.Cause)
		}
		if _, err := io.ReadAll(resp.Body); err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	ask(posted([][]byte{[]byte("{}")}, nil))
	call := posted(pieces, l)
	call.Header.Set("Idempotency-Key", "1") // else the Transport leaves a request alone of which some went out
	ask(call)
	if got := <-read; !bytes.Equal(got, whole) {
		t.Fatalf("the upstream read %d of %d bytes at the second try", len(got), len(whole))
	}
	l.Return()
	eventually(t, returned, 1)
}

func TestOnlySomeSizesAreLent(t *testing.T) {
	for size, lends := range map[int64]bool{-1: false, 0: false, 1: false, smallestLent: false, smallestLent + 1: true, 200_000: true, largestLent: true, largestLent + 1: false, 1 << 40: false} {
		l := Lend(size)
		if (l != nil) != lends {
			t.Errorf("%d bytes: lent %v", size, l != nil)
		}
		if l != nil && (int64(len(l.Room())) <= size || int64(len(l.Room())) > 2*size) {
			t.Errorf("%d bytes: %d of memory", size, len(l.Room()))
		}
		l.Return()
	}
}
