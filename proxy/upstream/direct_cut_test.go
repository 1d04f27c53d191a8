package upstream

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestAnswersThatAreCutAnywhere cuts answers behind each of their bytes.
func TestAnswersThatAreCutAnywhere(t *testing.T) {
	for name, whole := range map[string]string{
		"a length": ok + "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"a\":\"hello\"}"[:12],
		"chunks":   ok + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n10;x=y\r\n0123456789abcdef\r\n0\r\nX-Sum: 1\r\n\r\n",
		"open end": "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.0 200 OK\r\nX: y\r\n\r\nall of it",
		"empty":    "HTTP/1.1 204 No Content\r\nX-Request-Id: 1\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			theirs, ours := transports(t, time.Minute)
			left := make(chan string, 1)
			server := serve(t, false, func(c *net.TCPConn, _ *http.Request) bool {
				_, _ = io.WriteString(c, <-left)
				return false
			})
			was, is := at(t, server.url, theirs), at(t, server.url, ours)
			for i := range len(whole) + 1 {
				// Each on a connection of its own: a request is not repeated then.
				theirs.CloseIdleConnections()
				ours.CloseIdleConnections()
				left <- whole[:i]
				want := ask(t.Context(), was, get(), 64)
				left <- whole[:i]
				if got := ask(t.Context(), is, get(), 64); !t.Failed() {
					compare(t, want, got)
				}
				if t.Failed() {
					t.Fatalf("cut behind %q", whole[:i])
				}
			}
		})
	}
}

// TestAnswersThatComeInPieces sends an answer byte by byte.
func TestAnswersThatComeInPieces(t *testing.T) {
	theirs, ours := transports(t, time.Minute)
	server := serve(t, false, func(c *net.TCPConn, _ *http.Request) bool {
		for _, b := range []byte("HTTP/1.1 100 Continue\r\n\r\n" + ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n") {
			if _, err := c.Write([]byte{b}); err != nil {
				return false
			}
		}
		return true
	})
	was, is := at(t, server.url, theirs), at(t, server.url, ours)
	for range 3 {
		compare(t, ask(t.Context(), was, get(), 3), ask(t.Context(), is, get(), 3))
	}
	if n := server.connections(); n != 2 {
		t.Errorf("%d connections for two ways", n)
	}
}
