package upstream

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// How a server goes on behind its answer.
const (
	keeps  = iota // reads the next request
	shuts         // closes the connection
	resets        // and says so with a reset
	hangs         // sends nothing more, and keeps the connection open
)

// shape is an answer, byte for byte.
type shape struct {
	name, method string // GET unless it says more
	answer       string
	then         int
	conns        int // of three requests, where net/http leaves it to chance; 0: as there
}

const ok = "HTTP/1.1 200 OK\r\n"

// fields are so many bytes of headers.
func fields(n int) string {
	line := "X-Filler: " + strings.Repeat("f", 1000) + "\r\n"
	return strings.Repeat(line, n/len(line)+1)[:n-2] + "\r\n"
}

func shapes() []shape {
	chunked := ok + "Transfer-Encoding: chunked\r\n"
	return []shape{
		{name: "a length", answer: ok + "Content-Length: 5\r\n\r\nhello"},
		{name: "a length of nothing", answer: ok + "Content-Length: 0\r\n\r\n"},
		{name: "chunks", answer: chunked + "\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"},
		{name: "no chunk at all", answer: chunked + "\r\n0\r\n\r\n"},
		{name: "chunks with extensions", answer: chunked + "\r\n5;a=b\r\nhello\r\n0;c\r\n\r\n"},
		{name: "chunks with trailers", answer: chunked + "Trailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\nX-More: 8\r\n\r\n"},
		{name: "a long trailer", answer: chunked + "\r\n2\r\nhi\r\n0\r\n" + fields(9000) + "\r\n"},
		{name: "a trailer without an end", answer: chunked + "\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\n", then: shuts},
		{name: "a stream", answer: chunked + "Content-Type: text/event-stream\r\n\r\nb\r\ndata: {}\n\n\n\r\ne\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"},
		{name: "until the end of the connection", answer: ok + "\r\nall of it", then: shuts},
		{name: "closes as it says", answer: ok + "Connection: close\r\nContent-Length: 2\r\n\r\n{}", then: shuts},
		{name: "says it closes, and does not", answer: ok + "Connection: close\r\nContent-Length: 2\r\n\r\n{}", then: hangs},
		{name: "closes in other words", answer: ok + "Connection: x, CLOSE\r\nContent-Length: 2\r\n\r\n{}", then: shuts},
		{name: "closes without a word", answer: ok + "Content-Length: 2\r\n\r\n{}", then: shuts},
		{name: "closes without a word and without a body", answer: "HTTP/1.1 204 No Content\r\n\r\n", then: shuts},
		{name: "HTTP/1.0 until the end", answer: "HTTP/1.0 200 OK\r\n\r\nold", then: shuts},
		{name: "HTTP/1.0 with a length", answer: "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold", then: shuts},
		{name: "HTTP/1.0 that keeps", answer: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nold"},
		{name: "HTTP/1.0 with chunks", answer: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", then: shuts},
		{name: "no content", answer: "HTTP/1.1 204 No Content\r\n\r\n"},
		{name: "no content of some length", answer: "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"},
		{name: "not modified", answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"},
		{name: "the head alone", method: "HEAD", answer: ok + "Content-Length: 1234\r\n\r\n"},
		{name: "the head of chunks", method: "HEAD", answer: chunked + "\r\n"},
		{name: "the head without a length", method: "HEAD", answer: ok + "\r\n"},
		{name: "go on, then an answer", answer: "HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 2\r\n\r\n{}"},
		{name: "hints, then an answer", answer: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + ok + "Content-Length: 2\r\n\r\n{}"},
		{name: "go on, without end", answer: strings.Repeat("HTTP/1.1 100 Continue\r\n"+fields(1000)+"\r\n", 300), then: hangs},
		{name: "go on, then nothing", answer: "HTTP/1.1 100 Continue\r\n\r\n", then: shuts},
		{name: "another protocol", answer: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", then: hangs},
		{name: "an error", answer: "HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}"},
		{name: "a limit", answer: "HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n"},
		{name: "a redirect", answer: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"},
		{name: "an unknown status", answer: "HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"},
		{name: "status nought", answer: "HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n"},
		{name: "a status without a reason", answer: "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}"},
		{name: "a status of two digits", answer: "HTTP/1.1 20 OK\r\n\r\n", then: shuts},
		{name: "a status of four digits", answer: "HTTP/1.1 2000 OK\r\n\r\n", then: shuts},
		{name: "a negative status", answer: "HTTP/1.1 -20 OK\r\n\r\n", then: shuts},
		{name: "lines without a return", answer: "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"},
		{name: "two headers of a name", answer: ok + "Set-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n"},
		{name: "a folded header", answer: ok + "X-Long: a\r\n  b\r\nContent-Length: 0\r\n\r\n"},
		{name: "a header without a colon", answer: ok + "nonsense\r\n\r\n", then: shuts},
		{name: "a header with a space in its name", answer: ok + "X Y: 1\r\nContent-Length: 0\r\n\r\n"},
		{name: "a header with a zero byte", answer: ok + "X-Y: a\x00b\r\nContent-Length: 0\r\n\r\n"},
		{name: "compressed unasked", answer: ok + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00"},
		{name: "two equal lengths", answer: ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"},
		{name: "two lengths", answer: ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", then: hangs},
		{name: "a negative length", answer: ok + "Content-Length: -1\r\n\r\n{}", then: hangs},
		{name: "a length with a sign", answer: ok + "Content-Length: +2\r\n\r\n{}", then: hangs},
		{name: "a length of words", answer: ok + "Content-Length: two\r\n\r\n{}", then: hangs},
		{name: "a length and chunks", answer: chunked + "Content-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n"},
		{name: "chunks twice", answer: chunked + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", then: hangs},
		{name: "an unknown coding", answer: ok + "Transfer-Encoding: gzip\r\n\r\n", then: hangs},
		{name: "a chunk of no size", answer: chunked + "\r\nx\r\nhello\r\n", then: hangs},
		{name: "a chunk of any size", answer: chunked + "\r\nffffffffffffffffff\r\nhello\r\n", then: hangs},
		{name: "a chunk that is longer", answer: chunked + "\r\n2\r\nhello\r\n0\r\n\r\n", then: hangs},
		{name: "a chunk that is cut", answer: chunked + "\r\n9\r\nhello", then: shuts},
		{name: "chunks without their end", answer: chunked + "\r\n5\r\nhello\r\n", then: shuts},
		{name: "a body that is cut", answer: ok + "Content-Length: 9\r\n\r\nhello", then: shuts},
		{name: "a body that is missing", answer: ok + "Content-Length: 9\r\n\r\n", then: shuts},
		{name: "nothing", then: shuts},
		{name: "nothing, with a reset", then: resets},
		{name: "garbage", answer: "SSH-2.0-OpenSSH_9.2p1\r\n\r\n", then: shuts},
		{name: "HTTP/2", answer: "\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64", then: shuts},
		{name: "TLS", answer: "\x15\x03\x01\x00\x02\x02\x46", then: shuts},
		{name: "HTTP of small letters", answer: "http/1.1 200 OK\r\n\r\n", then: shuts},
		{name: "HTTP without a version", answer: "HTTP 200 OK\r\n\r\n", then: shuts},
		{name: "a version of the future", answer: "HTTP/7.3 200 OK\r\nContent-Length: 2\r\n\r\n{}"},
		{name: "a long head", answer: ok + fields(200<<10) + "Content-Length: 2\r\n\r\n{}"},
		{name: "a head that is too long", answer: ok + fields(300<<10) + "Content-Length: 2\r\n\r\n{}", then: hangs},
		{name: "a status line without end", answer: "HTTP/1.1 200 " + strings.Repeat("O", 300<<10), then: hangs},
		{name: "a large body", answer: ok + "Content-Length: 200000\r\n\r\n" + strings.Repeat("0123456789", 20_000)},
		{name: "large chunks", answer: chunked + "\r\n" + strings.Repeat("2710\r\n"+strings.Repeat("0123456789", 1000)+"\r\n", 20) + "0\r\n\r\n"},
		{name: "more than it said", answer: ok + "Content-Length: 2\r\n\r\n{}surplus", conns: 3},
		{name: "more than its chunks", answer: chunked + "\r\n2\r\n{}\r\n0\r\n\r\nsurplus", conns: 3},
		{name: "more than nothing", answer: "HTTP/1.1 204 No Content\r\n\r\nsurplus", conns: 3},
		{name: "more than a head", method: "HEAD", answer: ok + "Content-Length: 7\r\n\r\nsurplus", conns: 3},
		{name: "a second answer", answer: ok + "Content-Length: 2\r\n\r\n{}" + ok + "Content-Length: 6\r\n\r\npoison", conns: 3},
		{name: "a time-out behind the answer", answer: ok + "Content-Length: 2\r\n\r\n{}HTTP/1.1 408 Request Time-out\r\nConnection: close\r\n\r\n", then: shuts, conns: 3},
	}
}

func (s shape) play(c *net.TCPConn, req *http.Request) bool {
	if _, err := io.WriteString(c, s.answer); err != nil {
		return false
	}
	switch s.then {
	case keeps:
		return true
	case resets:
		_ = c.SetLinger(0)
	case hangs:
		_, _ = io.Copy(io.Discard, c)
	}
	return false
}

// TestDirectIsNetHTTP asks three times for each shape on each way. Where net/http
// leaves a connection to chance that it should not have kept, only its first
// answer counts.
func TestDirectIsNetHTTP(t *testing.T) {
	for _, s := range shapes() {
		for _, size := range []int{100, 32 << 10} {
			t.Run(fmt.Sprint(s.name, " ", size), func(t *testing.T) {
				t.Parallel()
				call := get()
				if s.method != "" {
					call.Method = s.method
				}
				theirs, ours := transports(t, time.Minute)
				before, now := serve(t, false, s.play), serve(t, false, s.play)
				was, is := at(t, before.url, theirs), at(t, now.url, ours)
				want := ask(t.Context(), was, call, size)
				compare(t, want, ask(t.Context(), is, call, size))
				for range 2 {
					if s.conns == 0 {
						compare(t, want, ask(t.Context(), was, call, size))
					}
					compare(t, want, ask(t.Context(), is, call, size))
				}
				conns := s.conns
				if conns == 0 {
					conns = before.connections()
				}
				if got := now.connections(); got != conns {
					t.Errorf("three requests took %d connections, want %d", got, conns)
				}
			})
		}
	}
}
