package upstream

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestWhoLeavesCutsTheConnection: a model that nobody listens to must stop.
func TestWhoLeavesCutsTheConnection(t *testing.T) {
	head := ok + "Transfer-Encoding: chunked\r\n\r\n"
	for name, c := range map[string]struct {
		call   Call
		answer string // before the client leaves
		close  bool   // it closes the answer, and else its context ends
	}{
		"before the answer":            {call: posted([][]byte{[]byte("{}")}, nil)},
		"in the head":                  {call: get(), answer: ok + "X-A: b"},
		"in the body":                  {call: get(), answer: head + "2\r\nhi\r\n"},
		"in the body, while it waits":  {call: get(), answer: head},
		"by closing, in the body":      {call: get(), answer: head + "2\r\nhi\r\n", close: true},
		"by closing, while it waits":   {call: get(), answer: head, close: true},
		"while the request is written": {call: posted(wide(), nil)},
	} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t *testing.T, rt http.RoundTripper) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				leave, gone := make(chan struct{}), make(chan struct{})
				server := serve(t, true, func(conn *net.TCPConn, _ *http.Request) bool {
					_, _ = io.WriteString(conn, c.answer)
					close(leave)
					if len(c.call.Body) > 0 && len(c.call.Body[0]) > 1000 {
						<-ctx.Done() // the buffers stay full
					}
					_, _ = io.Copy(io.Discard, conn)
					close(gone)
					return false
				})
				u := at(t, server.url, rt)
				go func() { <-leave; cancelUnless(c.close, cancel) }()
				resp, e := u.Send(ctx, c.call)
				if e == nil {
					if c.close {
						go func() { <-leave; _ = resp.Body.Close() }()
					}
					_, err := io.ReadAll(resp.Body)
					if err == nil {
						t.Fatal("the answer came to an end")
					}
					if !c.close {
						e = u.Explain(ctx, err)
					}
					_ = resp.Body.Close()
				}
				if !c.close && (e == nil || e.Code != "client_closed_request") {
					t.Errorf("%+v", e)
				}
				select {
				case <-gone:
				case <-time.After(20 * time.Second):
					t.Fatal("the server does not see it")
				}
			})
		})
	}
}

func cancelUnless(not bool, cancel func()) {
	if !not {
		cancel()
	}
}

func TestWhoLeftBeforehandAsksNobody(t *testing.T) {
	spoiled := spoiling(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	server := serve(t, false, answerFine)
	_, ours := transports(t, time.Minute)
	pieces, _, l := lentBody(large)
	if o := ask(ctx, at(t, server.url, ours), posted(pieces, l), 100); o.Code != "client_closed_request" {
		t.Errorf("%+v", o)
	}
	l.Return()
	eventually(t, spoiled, 1)
	if n := server.connections(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestASilentServerIsGivenUp(t *testing.T) {
	for name, c := range map[string]struct {
		call   Call
		answer string
	}{
		"without an answer":        {call: get()},
		"with a large request":     {call: posted([][]byte{make([]byte, 200_000)}, nil)},
		"in the middle of headers": {call: get(), answer: ok + "X-A:"},
		"behind a promise":         {call: get(), answer: "HTTP/1.1 103 Early Hints\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			theirs, ours := transports(t, 50*time.Millisecond)
			for _, rt := range []http.RoundTripper{theirs, ours} {
				server := serve(t, false, func(conn *net.TCPConn, _ *http.Request) bool {
					_, _ = io.WriteString(conn, c.answer)
					_, _ = io.Copy(io.Discard, conn)
					return false
				})
				if o := ask(t.Context(), at(t, server.url, rt), c.call, 100); o.Code != "upstream_timeout" {
					t.Errorf("%+v", o)
				}
				poll(t, "the request is read", func() bool { return server.requests() > 0 })
				if n := server.requests(); n != 1 {
					t.Errorf("%d requests", n)
				}
			}
		})
	}
}

func TestWhatCannotBeReachedIsNamedAsBefore(t *testing.T) {
	theirs, ours := transports(t, time.Minute)
	for url, code := range map[string]string{"http://127.0.0.1:1": "upstream_unreachable"} {
		for _, rt := range []http.RoundTripper{theirs, ours} {
			if o := ask(t.Context(), at(t, url, rt), get(), 100); o.Code != code {
				t.Errorf("%s: %+v", url, o)
			}
		}
	}
}
