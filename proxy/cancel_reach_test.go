package proxy

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// single is a listener whose connections tell of a byte that was read alone: net/http
// waits that way behind a request, and waits no more when something came.
type single struct {
	net.Listener
	read chan struct{}
}

func (l single) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return singleConn{c, l.read}, err
}

type singleConn struct {
	net.Conn
	read chan struct{}
}

func (c singleConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n == 1 && len(p) == 1 {
		c.read <- struct{}{}
	}
	return n, err
}

// cancelled waits for the end of a request that was cancelled.
func cancelled(t *testing.T, records chan Record, gone chan struct{}) {
	t.Helper()
	if r := ended(t, records); r.Code != CodeCancelledHere {
		t.Errorf("record %+v", r)
	}
	select {
	case <-gone:
	case <-time.After(20 * time.Second):
		t.Error("the upstream was not left")
	}
}

// An app that sends a line end behind its request, as some of old do, or the
// next request already, is not watched by net/http any more.
func TestCancelEndsAStreamBehindWhoseRequestSomethingCame(t *testing.T) {
	gone := make(chan struct{}, 1)
	cfg := newUpstream(t, held(gone, nil)).config()
	records := make(chan Record, 10)
	cfg.Observe = func(r Record) { records <- r }
	h, err := New(cfg, zerolog.New(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	s := &proxyServer{Handler: h, Server: httptest.NewUnstartedServer(h)}
	read := make(chan struct{}, 10)
	s.Server.Listener = single{s.Server.Listener, read}
	s.Start()
	t.Cleanup(func() { s.Server.Close(); h.Close() })
	conn := dial(t, s.Listener.Addr().String())
	fmt.Fprintf(conn, "POST /v1/chat/completions HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", s.Listener.Addr(), testPassword, len(chatSSE), chatSSE)
	r := running(t, s, func(r Record) bool { return r.FirstToken > 0 })
	fmt.Fprint(conn, "\r\n")
	<-read
	if !s.Cancel(r.ID) {
		t.Error("it does not run")
	}
	cancelled(t, records, gone)
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	if answer, _ := io.ReadAll(conn); !strings.Contains(string(answer), CodeCancelledHere) {
		t.Errorf("%s", answer)
	}
}

// Nobody reads from an app while the upstream does not take what came before.
func TestCancelEndsAnUploadThatItsUpstreamDoesNotRead(t *testing.T) {
	for name, begins := range map[string]bool{"before an answer": false, "behind the first piece of it": true} {
		t.Run(name, func(t *testing.T) {
			gone, release := make(chan struct{}, 1), make(chan struct{})
			up := newUpstream(t, nil)
			up.Server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost {
					return
				}
				if begins {
					_ = http.NewResponseController(w).EnableFullDuplex()
					_, _ = io.WriteString(w, "half")
					w.(http.Flusher).Flush()
				}
				<-release
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					gone <- struct{}{}
				}
			})
			cfg := up.config()
			records := make(chan Record, 10)
			cfg.Observe = func(r Record) { records <- r }
			s := serve(t, cfg)
			conn := dial(t, s.Listener.Addr().String())
			fmt.Fprintf(conn, "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n--x\r\n", s.Listener.Addr(), testPassword, 60<<20)
			r := running(t, s, func(r Record) bool { return r.Upstream != "" && (r.FirstToken > 0) == begins })
			for piece, err := make([]byte, 1<<20), error(nil); err == nil; { // until nobody takes any more
				_ = conn.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
				_, err = conn.Write(piece)
			}
			if !s.Cancel(r.ID) {
				t.Error("it does not run")
			}
			record := ended(t, records)
			close(release)
			records <- record
			cancelled(t, records, gone)
		})
	}
}

// deadlines is a connection that remembers the latest deadline of its reads.
type deadlines struct {
	http.ResponseWriter
	read time.Time
}

func (d *deadlines) SetReadDeadline(at time.Time) error { d.read = at; return nil }
func (d *deadlines) SetWriteDeadline(time.Time) error   { return nil }

type reads func(p []byte) (int, error)

func (r reads) Read(p []byte) (int, error) { return r(p) }

// net/http lifts the deadline of the connection when it comes to the end of a
// body, and with it that of a Cancel which came while it was reading.
func TestCancelDuringTheLastReadOfABodyHolds(t *testing.T) {
	conn := &deadlines{ResponseWriter: httptest.NewRecorder()}
	var b slowBody
	r := httptest.NewRequest("POST", "/", io.NopCloser(reads(func([]byte) (int, error) {
		b.leave()
		_ = conn.SetReadDeadline(time.Time{})
		return 0, io.EOF
	})))
	b.watch(conn, r, time.Minute)
	if _, err := b.Read(make([]byte, 1)); err != io.EOF {
		t.Fatal(err)
	}
	if conn.read != longAgo {
		t.Errorf("the connection is read until %v", conn.read)
	}
}
