package upstream

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestOnlySomeRequestsAreSentTwice has every kept connection die under the next
// request, once that was read, and every new one answer.
func TestOnlySomeRequestsAreSentTwice(t *testing.T) {
	body := [][]byte{[]byte("{}")}
	for name, c := range map[string]struct {
		call   Call
		answer string // before the connection ends
		again  bool
	}{
		"a list":                    {call: get(), again: true},
		"a post":                    {call: posted(body, nil)},
		"a large post":              {call: posted(wide(), nil)},
		"a post that may":           {call: keyed(posted(body, nil)), again: true},
		"a large post that may":     {call: keyed(posted(wide(), nil)), again: true},
		"a list with a first byte":  {call: get(), answer: "H"},
		"a post with a first byte":  {call: keyed(posted(body, nil)), answer: "H"},
		"a list with a broken head": {call: get(), answer: "nonsense\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			for way, pick := range map[string]func(theirs, ours http.RoundTripper) http.RoundTripper{
				"net/http": func(theirs, _ http.RoundTripper) http.RoundTripper { return theirs },
				"direct":   func(_, ours http.RoundTripper) http.RoundTripper { return ours },
			} {
				theirs, ours := transports(t, time.Minute)
				var asked atomic.Int32
				server := serve(t, false, func(conn *net.TCPConn, r *http.Request) bool {
					if asked.Add(1) == 2 {
						_, _ = conn.Write([]byte(c.answer))
						return false
					}
					return answerFine(conn, r)
				})
				u := at(t, server.url, pick(theirs, ours))
				mustAsk(t, u)
				o := ask(t.Context(), u, c.call, 100)
				if again := o.Status == http.StatusOK; again != c.again || !again && o.Code != "upstream_broken" {
					t.Errorf("%s: %+v", way, o)
				}
				if n := asked.Load(); (n == 3) != c.again {
					t.Errorf("%s: %d requests were read", way, n)
				}
			}
		})
	}
}

func keyed(c Call) Call {
	c.Header = http.Header{"Idempotency-Key": {"1"}}
	return c
}

// TestANewConnectionIsNotTriedAgain: who hangs up on every request would be asked for ever.
func TestANewConnectionIsNotTriedAgain(t *testing.T) {
	_, ours := transports(t, time.Minute)
	server := serve(t, false, func(*net.TCPConn, *http.Request) bool { return false })
	for n := 1; n < 3; n++ {
		if o := ask(t.Context(), at(t, server.url, ours), get(), 100); o.Code != "upstream_broken" {
			t.Errorf("%+v", o)
		}
		if got := server.requests(); got != n {
			t.Errorf("%d requests, want %d", got, n)
		}
	}
}

// deaf is a connection to which nothing can be written.
type deaf struct{ net.Conn }

var errDeaf = errors.New("deaf")

func (deaf) Write([]byte) (int, error) { return 0, errDeaf }

// TestAPostThatNeverWentOutIsSentAgain: nobody can have answered it.
func TestAPostThatNeverWentOutIsSentAgain(t *testing.T) {
	for name, body := range map[string][][]byte{"small": {[]byte("{}")}, "medium": {make([]byte, atOnce)}, "large": wide()} {
		t.Run(name, func(t *testing.T) {
			_, ours := transports(t, time.Minute)
			var asked, group sync.WaitGroup
			asked.Add(2)
			server := serve(t, false, func(c *net.TCPConn, r *http.Request) bool {
				if r.URL.RawQuery != "" {
					asked.Done()
					asked.Wait() // both at once, each on its own connection
				}
				return answerFine(c, r)
			})
			u := at(t, server.url, ours)
			first := get()
			first.Query = "first"
			for range 2 {
				group.Go(func() { ask(t.Context(), u, first, 100) })
			}
			group.Wait()
			for _, h := range ours.pool.hosts {
				for _, l := range h.idle {
					l.Conn = deaf{l.Conn}
				}
			}
			if o := ask(t.Context(), u, posted(body, nil), 100); o.Status != http.StatusOK {
				t.Errorf("%+v", o)
			}
			if n := server.connections(); n != 3 {
				t.Errorf("%d connections", n)
			}
		})
	}
}
