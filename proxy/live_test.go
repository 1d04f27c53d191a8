package proxy

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// await waits for a running request that ok accepts.
func await(s *proxyServer, ok func(Record) bool) (Record, bool) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for _, r := range s.Live() {
			if ok(r) {
				return r, true
			}
		}
	}
	return Record{}, false
}

// running is await for the test's goroutine.
func running(t *testing.T, s *proxyServer, ok func(Record) bool) Record {
	t.Helper()
	r, found := await(s, ok)
	if !found {
		t.Fatalf("no such request runs: %+v", s.Live())
	}
	return r
}

func anyone(Record) bool { return true }

// held answers with a first event and then waits until the client leaves or release is closed.
func held(gone chan<- struct{}, release <-chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, chunk("one"))
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
			gone <- struct{}{}
		case <-release:
			_, _ = io.WriteString(w, stopChunk+doneChunk)
		}
	}
}

func TestRunningRequestsAreListed(t *testing.T) {
	release, gone := make(chan struct{}), make(chan struct{}, 2)
	up := newUpstream(t, held(gone, release))
	cfg := up.config()
	cfg.Aliases = map[string]string{"fast": "gpt-4o"}
	news := make(chan struct{}, 1000)
	cfg.Progress = func() { news <- struct{}{} }
	records := make(chan Record, 10)
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	resp := call(t, "POST", s.URL+"/v1/chat/completions", strings.Replace(chatSSE, "gpt-4o", "fast", 1), bearer()...)
	second := call(t, "POST", s.private+"/api/chat", chatBody)
	r := running(t, s, func(r Record) bool { return r.FirstToken > 0 && r.Route == "POST chat/completions" })
	if r.Client != "VS Code" || r.Way != WayPassword || r.Asked != "fast" || r.Used != "gpt-4o" || r.Upstream != "openai" || !r.Stream || r.Took <= 0 || r.Messages != 1 {
		t.Errorf("%+v", r)
	}
	if all := s.Live(); len(all) != 2 || all[0].ID != r.ID || all[1].Way != WayAddress || all[1].Route != "POST api/chat" {
		t.Errorf("all: %+v", all)
	}
	close(release)
	_, _ = text(t, resp), text(t, second)
	ended(t, records)
	ended(t, records)
	for deadline := time.Now().Add(20 * time.Second); len(s.Live()) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("ended requests are listed: %+v", s.Live())
		}
	}
	if len(news) < 4 {
		t.Errorf("progress was told %d times", len(news))
	}
}

func TestCancelEndsARequestWithAnErrorInItsDialect(t *testing.T) {
	silent := func(gone chan<- struct{}) http.HandlerFunc {
		return func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			gone <- struct{}{}
		}
	}
	half := func(gone chan<- struct{}) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = io.WriteString(w, "half")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			gone <- struct{}{}
		}
	}
	stream := func(gone chan<- struct{}) http.HandlerFunc { return held(gone, nil) }
	for name, c := range map[string]struct {
		answer  func(gone chan<- struct{}) http.HandlerFunc
		path    string
		body    string
		status  int
		want    string
		cut     bool // the body breaks off
		waiting func(Record) bool
	}{
		"stream":           {stream, "/v1/chat/completions", chatSSE, 200, `"code":"cancelled_in_keyport"`, true, func(r Record) bool { return r.FirstToken > 0 }},
		"Ollama's stream":  {stream, "/api/chat", chatBody, 200, `,"code":"cancelled_in_keyport"}` + "\n", true, func(r Record) bool { return r.FirstToken > 0 }},
		"before an answer": {silent, "/v1/chat/completions", chatBody, 503, `"code":"cancelled_in_keyport"`, false, func(r Record) bool { return r.Upstream != "" }},
		"a sound":          {half, "/v1/audio/speech", chatBody, 200, "half", true, func(r Record) bool { return r.FirstToken > 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			gone := make(chan struct{}, 1)
			up := newUpstream(t, c.answer(gone))
			cfg := up.config()
			records := make(chan Record, 10)
			cfg.Observe = func(r Record) { records <- r }
			s := serve(t, cfg)
			go func() {
				r, found := await(s, c.waiting)
				if c.status != 200 {
					<-up.entered // the upstream has it
				}
				if !found || !s.Cancel(r.ID) {
					t.Error("it does not run")
				}
			}()
			resp := call(t, "POST", s.URL+c.path, c.body, bearer()...)
			body, err := io.ReadAll(resp.Body)
			if resp.StatusCode != c.status || !strings.Contains(string(body), c.want) {
				t.Errorf("%d %s", resp.StatusCode, body)
			}
			if (err != nil) != c.cut {
				t.Errorf("reading ended with %v", err)
			}
			select {
			case <-gone:
			case <-time.After(20 * time.Second):
				t.Error("the upstream was not left")
			}
			if r := ended(t, records); r.Code != CodeCancelledHere {
				t.Errorf("record %+v", r)
			}
			if resp := call(t, "GET", s.URL+"/v1/models", "", bearer()...); resp.StatusCode != 200 {
				t.Errorf("the next request got %d", resp.StatusCode)
			}
		})
	}
}

func TestCancelEndsARequestThatIsStillSent(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	records := make(chan Record, 10)
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	conn := dial(t, s.Listener.Addr().String())
	fmt.Fprintf(conn, "POST /v1/chat/completions HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", s.Listener.Addr(), testPassword)
	if !s.Cancel(running(t, s, anyone).ID) {
		t.Error("it does not run")
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.Contains(string(answer), `"cancelled_in_keyport"`) {
		t.Errorf("%v %s", err, answer)
	}
	if r := ended(t, records); r.Code != CodeCancelledHere {
		t.Errorf("record %+v", r)
	}
}

func TestCancelOfWhatDoesNotRun(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	records := make(chan Record, 10)
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...)
	if id := ended(t, records).ID; s.Cancel(0) || s.Cancel(id+1) {
		t.Error("something was cancelled")
	}
}

// One of many requests, ended while others begin and end.
func TestCancelAmongMany(t *testing.T) {
	release, gone := make(chan struct{}), make(chan struct{}, 1)
	up := newUpstream(t, held(gone, release))
	cfg := up.config()
	records := make(chan Record, 1000)
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	req, _ := http.NewRequestWithContext(ctx, "POST", s.URL+"/v1/chat/completions", strings.NewReader(chatSSE))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+testPassword)
	resp, err := noRedirects.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	id := running(t, s, func(r Record) bool { return r.FirstToken > 0 }).ID
	ends := make(chan struct{})
	for range 8 {
		go func() {
			defer func() { ends <- struct{}{} }()
			for range 20 {
				call(t, "GET", s.URL+"/v1/models", "", bearer()...)
			}
		}()
	}
	for range 8 {
		<-ends
	}
	if all := s.Live(); !s.Cancel(id) {
		t.Errorf("it does not run: %+v", all)
	}
	body, _ := io.ReadAll(resp.Body)
	if !strings.Contains(string(body), CodeCancelledHere) {
		t.Errorf("%s", body)
	}
}
