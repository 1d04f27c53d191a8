package upstream

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestManyAtOnce sends bodies in memory that is spoilt when it is given back to a
// server that treats each request in another way, while some clients leave.
// Whatever was answered well must have been read as it was sent.
func TestManyAtOnce(t *testing.T) {
	before := goleak.IgnoreCurrent()
	returned := spoiling(t)
	_, ours := transports(t, time.Minute)
	server := serve(t, true, func(c *net.TCPConn, r *http.Request) bool {
		kind, _ := strconv.Atoi(r.URL.Query().Get("kind"))
		if kind == 1 { // answered before it is read
			_, _ = io.WriteString(c, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}")
		}
		whole := make([]byte, r.ContentLength)
		if _, err := io.ReadFull(r.Body, whole); err != nil {
			return false
		}
		sum := []byte(fmt.Sprintf("%d %d", len(whole), bytes.Count(whole, []byte{poison})))
		answer := fmt.Sprintf(ok+"Content-Length: %d\r\n\r\n%s", len(sum), sum)
		switch kind {
		case 1:
			return true
		case 2:
			return false // hangs up
		case 3:
			_ = c.SetLinger(0)
			return false
		case 4:
			answer = fmt.Sprintf(ok+"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX: y\r\n\r\n", len(sum), sum)
		case 5:
			answer = fmt.Sprintf("HTTP/1.0 200 OK\r\n\r\n%s", sum)
		case 6:
			answer += "surplus"
		case 7:
			answer = answer[:len(answer)-1]
		}
		_, _ = io.WriteString(c, answer)
		return kind != 5 && kind != 7
	})
	u := at(t, server.url, ours)
	const clients, rounds = 64, 12
	var lent, good atomic.Int32
	var group sync.WaitGroup
	for n := range clients {
		group.Go(func() {
			chance := rand.New(rand.NewPCG(1, uint64(n)))
			for range rounds {
				kind, size := chance.IntN(10), 1+chance.IntN(1<<chance.IntN(19))
				c := posted([][]byte{[]byte(strings.Repeat("x", size))}, nil)
				if l := Lend(int64(size)); l != nil {
					lent.Add(1)
					body := l.Room()[:size]
					copy(body, c.Body[0])
					c.Body, c.Lent = [][]byte{body[:size/2], body[size/2:]}, l
				}
				c.Query = fmt.Sprint("kind=", kind)
				ctx, cancel := context.WithCancel(t.Context())
				if kind == 8 {
					time.AfterFunc(time.Duration(chance.IntN(2_000))*time.Microsecond, cancel)
				}
				o := ask(ctx, u, c, 1+chance.IntN(100))
				c.Lent.Return()
				cancel()
				if o.Status != http.StatusOK || o.BodyCode != "" {
					continue
				}
				good.Add(1)
				if want := fmt.Sprint(size, " 0"); o.Body != want {
					t.Errorf("kind %d: %q, want %q", kind, o.Body, want)
				}
			}
		})
	}
	group.Wait()
	if good.Load() < clients*rounds/4 {
		t.Errorf("%d good answers of %d", good.Load(), clients*rounds)
	}
	eventually(t, returned, lent.Load())
	ours.CloseIdleConnections()
	poll(t, "all connections are closed", func() bool { return server.leftOpen() == 0 })
	goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("keyport/proxy/upstream.serve.func1"))
}
