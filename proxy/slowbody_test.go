package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyport/proxy/upstream"
)

// stallable are requests whose body an app may leave half sent.
var stallable = []struct{ name, path, kind string }{
	{"JSON", "/v1/chat/completions", "application/json"},
	{"Ollama", "/" + testAddress + "/api/chat", "application/json"},
	{"answered here", "/" + testAddress + "/api/show", "application/json"},
	{"form", "/v1/audio/transcriptions", "multipart/form-data; boundary=x"},
	{"allowed path", "/v1/files", "application/octet-stream"},
}

// half opens a connection and sends a request that promises more than it sends.
func (s *proxyServer) half(t *testing.T, target, kind, framing, sent string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn := dial(t, s.Listener.Addr().String())
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10) // answers are not to disappear in it
	_, _ = fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n%s\r\n\r\n%s", target, s.Listener.Addr(), testPassword, kind, framing, sent)
	return conn, bufio.NewReader(conn)
}

func TestBodyThatStallsIsGivenUp(t *testing.T) {
	for _, c := range stallable {
		for framing, begin := range map[string]string{"Content-Length: 10": "-", "Transfer-Encoding: chunked": "1\r\n-\r\n", "Content-Length: 9": ""} {
			for _, accounts := range []int{1, 2} { // with two, the form is read for its model first
				t.Run(fmt.Sprint(c.name, " ", framing, " ", accounts), func(t *testing.T) {
					cancelled := make(chan struct{}, 10)
					up := newUpstream(t, nil)
					up.Server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if _, err := io.ReadAll(r.Body); err != nil {
							cancelled <- struct{}{}
						}
						jsonAnswer(200, `{"object":"list","data":[]}`)(w, r)
					})
					cfg := up.config()
					cfg.Allow = []string{"POST /files"}
					for len(cfg.Upstreams) < accounts {
						other := cfg.Upstreams[0]
						other.Name, other.Models = "other", []string{"other-*"}
						cfg.Upstreams = append([]upstream.Config{other}, cfg.Upstreams...)
					}
					cfg.Limits.InFlight = 1
					records := make(chan Record, 10)
					cfg.Observe = func(r Record) { records <- r }
					s := serve(t, cfg)
					s.bodyPause = 200 * time.Millisecond
					conn, answers := s.half(t, "POST "+c.path, c.kind, framing, begin)
					resp, err := http.ReadResponse(answers, &http.Request{Method: "POST"})
					if err != nil {
						t.Fatal(err)
					}
					if body := text(t, resp); resp.StatusCode != 408 || code(t, body) != "body_too_slow" || !resp.Close {
						t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
					}
					if _, err := answers.ReadByte(); err != io.EOF {
						t.Errorf("the connection was not closed: %v", err)
					}
					_ = conn.Close()
					if r := ended(t, records); r.Status != 408 || r.Code != "body_too_slow" || r.Cancelled {
						t.Errorf("on record: %+v", r)
					}
					s.bodyPause = bodyPause // the next request is no test of it
					if resp := call(t, "POST", s.URL+"/v1/moderations", `{"model":"m"}`, bearer()...); resp.StatusCode != 200 {
						t.Errorf("the place was not given back: %d", resp.StatusCode)
					}
				})
			}
		}
	}
}

// The upstream of an upload that stalls is let go, not left waiting for the rest.
func TestUploadThatStallsIsTakenBackFromTheUpstream(t *testing.T) {
	let := make(chan error, 1)
	up := newUpstream(t, nil)
	up.Server.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); r.Method == http.MethodPost {
			let <- err
		}
	})
	s := serve(t, up.config())
	s.bodyPause = 5 * time.Second // the upstream has to be there by then
	_, answers := s.half(t, "POST /v1/audio/transcriptions", "multipart/form-data; boundary=x", "Content-Length: 1000", "--x\r\n")
	resp, err := http.ReadResponse(answers, &http.Request{Method: "POST"})
	if err != nil || resp.StatusCode != 408 {
		t.Fatal(resp, err)
	}
	select {
	case err := <-let:
		if err == nil {
			t.Error("half an upload looked whole")
		}
	case <-time.After(20 * time.Second):
		t.Error("the upstream waits for the rest")
	}
}

// What is answered or refused without its body would otherwise wait for it:
// net/http reads it first, and has no deadline of its own for that.
func TestAnswerThatNeedsNoBodyDoesNotWaitForIt(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	up.models = `{"data":[` + strings.Repeat(`{"id":"m"},`, 1000) + `{"id":"n"}]}`
	for n := range 1000 {
		up.models = strings.Replace(up.models, `"m"`, fmt.Sprintf(`"m%d"`, n), 1)
	}
	s := serve(t, up.config())
	s.bodyPause = 200 * time.Millisecond
	for _, target := range []string{"POST /v1/nothing", "POST /" + testAddress + "/api/push", "POST /", "GET /", "GET /v1/models", "GET /v1/models/m1"} {
		_, answers := s.half(t, target, "application/json", "Content-Length: 10", "{")
		resp, err := http.ReadResponse(answers, &http.Request{Method: "POST"})
		if err != nil {
			t.Fatal(target, err)
		}
		if !resp.Close {
			t.Errorf("%s: %d %v", target, resp.StatusCode, resp.Header)
		}
		text(t, resp)
		if _, err := answers.ReadByte(); err != io.EOF {
			t.Errorf("%s: the connection was not closed: %v", target, err)
		}
	}
}

// An answer in the middle of an upload ends the upload, and the connection: the
// transport may be reading it still, and net/http would read it to its end.
func TestUploadThatStallsBehindItsAnswerEndsItsConnection(t *testing.T) {
	up := newUpstream(t, nil)
	up.Server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(func() { conn.Close() })
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"early\":true}")
	})
	s := serve(t, up.config())
	s.bodyPause = 5 * time.Second // the upstream has to be there by then
	_, answers := s.half(t, "POST /v1/audio/transcriptions", "multipart/form-data; boundary=x", "Content-Length: 1000", "--x\r\n")
	resp, err := http.ReadResponse(answers, &http.Request{Method: "POST"})
	if err != nil {
		t.Fatal(err)
	}
	if body := text(t, resp); resp.StatusCode != 200 || body != `{"early":true}` || !resp.Close {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
	if _, err := answers.ReadByte(); err != io.EOF {
		t.Errorf("the connection was not closed: %v", err)
	}
}

const aForm = "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--x--\r\n"

func TestSlowBodyIsServed(t *testing.T) {
	const pause, took = 3 * time.Second, 4 * time.Second
	type sender struct {
		net.Conn
		answers *bufio.Reader
		body    string
		up      *fakeUpstream
	}
	var all []sender
	for _, c := range []struct{ path, kind, body string }{{"/v1/chat/completions", "application/json", chatBody}, {"/v1/audio/transcriptions", "multipart/form-data; boundary=x", aForm}} {
		up := newUpstream(t, jsonAnswer(200, `{}`))
		s := serve(t, up.config())
		s.bodyPause = pause
		conn, answers := s.half(t, "POST "+c.path, c.kind, fmt.Sprint("Content-Length: ", len(c.body)), "")
		all = append(all, sender{conn, answers, c.body, up})
	}
	const parts = 40
	for part := range parts { // longer than a pause may be
		for _, s := range all {
			_, _ = io.WriteString(s, s.body[part*len(s.body)/parts:(part+1)*len(s.body)/parts])
		}
		time.Sleep(took / parts)
	}
	for _, s := range all {
		resp, err := http.ReadResponse(s.answers, &http.Request{Method: "POST"})
		if err != nil || resp.StatusCode != 200 || s.up.last(t).Body != s.body {
			t.Errorf("%v %v", resp, err)
		}
	}
}

// The deadline of a body ends with it. What follows takes its own time: an
// answer that is silent for long, and the watch for a client that leaves, on the
// first request of a connection and on the next.
func TestDeadlineOfABodyEndsWithIt(t *testing.T) {
	const pause = 3 * time.Second
	type client struct {
		name string
		net.Conn
		answers *bufio.Reader
		goOn    chan struct{}
		left    chan struct{}
	}
	var all []*client
	for _, c := range []struct{ name, path, kind, body string }{{"JSON", "/v1/chat/completions", "application/json", chatSSE}, {"form", "/v1/audio/transcriptions", "multipart/form-data; boundary=x", aForm}} {
		for _, chunked := range []bool{false, true} {
			for _, early := range []bool{false, true} {
				me := &client{name: fmt.Sprint(c.name, " in chunks: ", chunked, ", answered early: ", early), goOn: make(chan struct{}), left: make(chan struct{}, 1)}
				var up *fakeUpstream
				up = newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "text/event-stream")
					if early {
						_, _ = io.WriteString(w, roleChunk)
						w.(http.Flusher).Flush()
					}
					if len(up.requests()) == 2 {
						select {
						case <-me.goOn:
						case <-r.Context().Done():
							me.left <- struct{}{}
							return
						}
					}
					_, _ = io.WriteString(w, stopChunk+doneChunk)
					w.(http.Flusher).Flush()
					if len(up.requests()) == 2 {
						<-r.Context().Done()
						me.left <- struct{}{}
					}
				})
				s := serve(t, up.config())
				s.bodyPause = pause
				framing, body := fmt.Sprint("Content-Length: ", len(c.body)), c.body
				if chunked {
					framing, body = "Transfer-Encoding: chunked", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(c.body), c.body)
				}
				me.Conn, me.answers = s.half(t, "POST "+c.path, c.kind, framing, body)
				resp, err := http.ReadResponse(me.answers, &http.Request{Method: "POST"})
				if err != nil {
					t.Fatal(me.name, err)
				}
				if got := text(t, resp); !strings.HasSuffix(got, doneChunk) || resp.Close {
					t.Fatalf("%s: %v %q", me.name, resp, got)
				}
				_, _ = fmt.Fprintf(me, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n%s\r\n\r\n%s", c.path, s.Listener.Addr(), testPassword, c.kind, framing, body)
				<-up.entered
				<-up.entered
				all = append(all, me)
			}
		}
	}
	time.Sleep(pause * 5 / 4)
	for _, c := range all {
		close(c.goOn)
		resp, err := http.ReadResponse(c.answers, &http.Request{Method: "POST"})
		if err != nil {
			t.Errorf("%s: cut: %v", c.name, err)
			continue
		}
		var got []byte
		for err == nil && !strings.HasSuffix(string(got), stopChunk+doneChunk) {
			var b [1]byte
			if _, err = resp.Body.Read(b[:]); err == nil {
				got = append(got, b[0])
			}
		}
		if err != nil {
			t.Errorf("%s: cut: %v %q", c.name, err, got)
		}
	}
	for _, c := range all {
		_ = c.Close()
		select {
		case <-c.left:
		case <-time.After(20 * time.Second):
			t.Errorf("%s: nobody noticed that the client left", c.name)
		}
	}
}
