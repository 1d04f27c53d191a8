package upstream

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// script is what a server does with a request that it has read. It keeps the
// connection for the next one when it returns true.
type script func(c *net.TCPConn, req *http.Request) bool

// scripted is a server that follows a script on every connection.
type scripted struct {
	url  string
	work sync.WaitGroup

	mu    sync.Mutex
	conns int
	open  map[net.Conn]bool
	asked int // requests
}

// serve starts a scripted server. unread leaves the bodies of requests to the script.
func serve(t testing.TB, unread bool, do script) *scripted {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{url: "http://" + l.Addr().String(), open: map[net.Conn]bool{}}
	s.work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.note(func() { s.conns++; s.open[c] = true })
			s.work.Go(func() {
				s.talk(c.(*net.TCPConn), unread, do)
				s.note(func() { delete(s.open, c) })
				_ = c.Close()
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		s.note(func() {
			for c := range s.open {
				_ = c.Close()
			}
		})
		s.work.Wait()
	})
	return s
}

func (s *scripted) note(what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what()
}

func (s *scripted) talk(c *net.TCPConn, unread bool, do script) {
	in := bufio.NewReader(c)
	for {
		req, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		s.note(func() { s.asked++ })
		if !unread {
			if _, err := io.Copy(io.Discard, req.Body); err != nil {
				return
			}
		}
		if !do(c, req) {
			return
		}
	}
}

func (s *scripted) connections() (n int) {
	s.note(func() { n = s.conns })
	return n
}

func (s *scripted) requests() (n int) {
	s.note(func() { n = s.asked })
	return n
}

// outcome is all that Keyport sees of an answer.
type outcome struct {
	Code, BodyCode string // of the error: without an answer, inside of it
	Status         int
	Proto          string
	Header         http.Header
	Trailer        http.Header
	Length         int64
	Body           string
}

// ask sends a request and reads what comes. It reads in steps of size bytes.
func ask(ctx context.Context, u *Upstream, c Call, size int) (o outcome) {
	resp, e := u.Send(ctx, c)
	if e != nil {
		o.Code = e.Code
		return o
	}
	defer resp.Body.Close()
	o.Status, o.Proto, o.Header, o.Length = resp.StatusCode, resp.Proto, resp.Header, resp.ContentLength
	if resp.StatusCode < 200 { // nobody reads it: Refused
		return o
	}
	p, body := make([]byte, size), strings.Builder{}
	defer func() { o.Body = body.String() }()
	for {
		n, err := resp.Body.Read(p)
		body.Write(p[:n])
		if err == io.EOF {
			o.Trailer = resp.Trailer
			return o
		}
		if err != nil {
			o.BodyCode = u.Explain(ctx, err).Code
			return o
		}
	}
}

func get() Call { return Call{Method: http.MethodGet, Endpoint: "models", Header: http.Header{}} }

// transports are the two ways to a server: net/http's and the direct one.
func transports(t testing.TB, firstByte time.Duration) (theirs *http.Transport, ours *direct) {
	theirs = newTransport(way{proxy: "none", firstByte: firstByte})
	ours = newDirect(newTransport(way{proxy: "none", firstByte: firstByte}))
	ours.other.RegisterProtocol("http", refusing{}) // nothing may slip through it
	t.Cleanup(theirs.CloseIdleConnections)
	t.Cleanup(ours.CloseIdleConnections)
	return theirs, ours
}

type refusing struct{}

func (refusing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("the Transport was asked")
}

func at(t testing.TB, url string, rt http.RoundTripper) *Upstream {
	t.Helper()
	u, err := New(Config{Name: "test", Kind: KindOpenAI, URL: url, NoAuth: true}, rt)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func compare(t *testing.T, theirs, ours outcome) {
	t.Helper()
	if !reflect.DeepEqual(theirs, ours) {
		t.Errorf("net/http: %+v\ndirect:   %+v", short(theirs), short(ours))
	}
}

func short(o outcome) outcome {
	if len(o.Body) > 200 {
		o.Body = o.Body[:200] + "…"
	}
	return o
}
