package upstream

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// noticing is a context that knows whether somebody waits for its end.
type noticing struct {
	context.Context
	once    sync.Once
	watched chan struct{}
}

func (n *noticing) Done() <-chan struct{} {
	n.once.Do(func() { close(n.watched) })
	return n.Context.Done()
}

// await waits until somebody does.
func (n *noticing) await() {
	select {
	case <-n.watched:
	case <-time.After(20 * time.Second):
	}
}

func (n *noticing) isWatched() bool {
	select {
	case <-n.watched:
		return true
	default:
		return false
	}
}

// TestTheClientIsWatchedWhereTheAnswerIsAwaited, and only there: an answer that has
// come can be stopped no more.
func TestTheClientIsWatchedWhereTheAnswerIsAwaited(t *testing.T) {
	for name, c := range map[string]struct {
		answer, rest string // the rest is written when the head is known
		late         bool   // it is written when the client is watched
		whole        bool
	}{
		"at once":         {answer: fine, whole: true},
		"late":            {answer: fine, whole: true, late: true},
		"a late head":     {answer: ok, rest: "Content-Length: 2\r\n\r\n{}", late: true, whole: true},
		"a part":          {answer: ok + "Content-Length: 4\r\n\r\n{}", rest: "{}"},
		"chunks":          {answer: ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", rest: "0\r\n\r\n"},
		"until it closes": {answer: ok + "\r\n{}"},
	} {
		t.Run(name, func(t *testing.T) {
			_, ours := transports(t, time.Minute)
			ctx := &noticing{Context: t.Context(), watched: make(chan struct{})}
			first := true
			server := serve(t, false, func(conn *net.TCPConn, r *http.Request) bool {
				if first {
					first = false
					return answerFine(conn, r)
				}
				head, rest := c.answer, c.rest
				if c.late && rest == "" {
					head, rest = "", head
				}
				_, _ = io.WriteString(conn, head)
				if c.late || rest != "" {
					ctx.await()
				}
				_, _ = io.WriteString(conn, rest)
				return false
			})
			u := at(t, server.url, ours)
			mustAsk(t, u) // to dial is to watch as well
			began := time.Now()
			resp, e := u.Send(ctx, get())
			if e != nil {
				t.Fatal(e.Cause)
			}
			defer resp.Body.Close()
			slow := time.Since(began) >= atFirst // this machine, or the server
			if watched, due := ctx.isWatched(), c.late || !c.whole; watched != due && !(watched && slow) {
				t.Errorf("it is watched: %v", watched)
			}
			if whole := resp.Body.(*answer).Whole(); whole && !c.whole {
				t.Error("it counts as whole")
			}
			if body, err := io.ReadAll(resp.Body); err != nil || len(body) != len("{}") && c.whole {
				t.Errorf("%q, %v", body, err)
			}
		})
	}
}

// TestTheDeadlineOfARequestIsNotThatOfTheNext: where a request was answered at
// once, its deadline is still set.
func TestTheDeadlineOfARequestIsNotThatOfTheNext(t *testing.T) {
	for name, body := range map[string][][]byte{"small": {[]byte("{}")}, "medium": {make([]byte, atOnce)}, "large": wide()} {
		t.Run(name, func(t *testing.T) {
			_, ours := transports(t, time.Minute)
			server := serve(t, false, answerFine)
			u := at(t, server.url, ours)
			mustAsk(t, u)
			for _, h := range ours.pool.hosts {
				h.idle[0].deadline(time.Now()) // as if it had waited for long
			}
			if o := ask(t.Context(), u, posted(body, nil), 100); o.Body != "{}" {
				t.Errorf("%+v", o)
			}
			if n := server.connections(); n != 1 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// TestAfterALateAnswerTheClientIsWatchedAgain: the deadline of one that was waited
// for lies far ahead.
func TestAfterALateAnswerTheClientIsWatchedAgain(t *testing.T) {
	_, ours := transports(t, time.Minute)
	contexts := make(chan *noticing, 1)
	server := serve(t, false, func(conn *net.TCPConn, r *http.Request) bool {
		(<-contexts).await()
		return answerFine(conn, r)
	})
	u := at(t, server.url, ours)
	for range 3 {
		ctx := &noticing{Context: t.Context(), watched: make(chan struct{})}
		contexts <- ctx
		if o := ask(ctx, u, get(), 100); o.Body != "{}" || !ctx.isWatched() {
			t.Fatalf("watched: %v, %+v", ctx.isWatched(), o)
		}
	}
}
