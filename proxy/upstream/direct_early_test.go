package upstream

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"
)

// wide is a body that no connection's buffers take.
func wide() [][]byte { return [][]byte{bytes.Repeat([]byte("x"), 4<<20)} }

func TestAnAnswerThatComesBeforeTheBodyIsSent(t *testing.T) {
	refusal := "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
	for name, c := range map[string]struct {
		answer func(c net.Conn, r *bufio.Reader, heard <-chan struct{})
		want   outcome
	}{
		"refused, and the rest is not read": {func(c net.Conn, _ *bufio.Reader, heard <-chan struct{}) {
			_, _ = io.WriteString(c, refusal)
			<-heard
		}, outcome{Status: 413, Body: "{}"}},
		"refused without closing": {func(c net.Conn, _ *bufio.Reader, heard <-chan struct{}) {
			_, _ = io.WriteString(c, "HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\n{}")
			<-heard
		}, outcome{Status: 400, Body: "{}"}},
		"answered, and read behind it": {func(c net.Conn, r *bufio.Reader, _ <-chan struct{}) {
			_, _ = io.WriteString(c, ok+"Content-Length: 4\r\n\r\nha")
			_, _ = io.CopyN(io.Discard, r, 4<<20)
			_, _ = io.WriteString(c, "lf")
		}, outcome{Status: 200, Body: "half"}},
	} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t *testing.T, rt http.RoundTripper) {
				heard := make(chan struct{})
				url := rawUpstream(t, func(conn net.Conn, r *bufio.Reader) {
					skipHeaders(r)
					c.answer(conn, r, heard)
				})
				leave := sync.OnceFunc(func() { close(heard) })
				t.Cleanup(leave) // before that of the upstream, which waits for it
				o := ask(t.Context(), upstreamAt(t, url, rt), posted(wide(), nil), 100)
				leave()
				if o.Status != c.want.Status || o.Body != c.want.Body || o.BodyCode != "" {
					t.Errorf("%+v, want %+v", o, c.want)
				}
			})
		})
	}
}

// TestARefusalIsReadThoughTheBodyCannotBeSent has a server refuse and close while
// it is sent to: the system then resets the connection. net/http gives the
// refusal or the reset, as it comes. On Linux what was received stays readable.
func TestARefusalIsReadThoughTheBodyCannotBeSent(t *testing.T) {
	l := &line{}
	l.begin(1000)
	client, server := tcpPair(t)
	l.Conn, l.in = client, bufio.NewReader(l)
	l.stop = func() bool { return true }
	_, _ = io.WriteString(server, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}")
	req, _ := http.NewRequest(http.MethodGet, "http://127.0.0.1/", nil)
	trip := trip{line: l, req: req, ctx: t.Context()}
	l.wrote(10, syscall.EPIPE, time.Minute)
	resp, err := trip.receive()
	if err != nil || resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Fatal(resp, err)
	}
}

// TestNoAnswerIsWaitedForWhenTheRequestCouldNotBeSent: there is none to come.
func TestNoAnswerIsWaitedForWhenTheRequestCouldNotBeSent(t *testing.T) {
	client, server := tcpPair(t)
	defer server.Close()
	l := newLine(nil, client)
	l.begin(1000)
	l.stop = func() bool { return true }
	l.wrote(10, syscall.EPIPE, 24*time.Hour)
	trip := trip{line: l, ctx: context.Background()}
	if _, err := trip.receive(); !errors.Is(err, errFirstByte) {
		t.Fatal(err)
	}
}

func tcpPair(t *testing.T) (client, server net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if client, err = newDialer().Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}
