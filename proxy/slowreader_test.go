package proxy

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// recorder notes what a writer is told, in order.
type recorder struct {
	*httptest.ResponseRecorder
	takes time.Duration // for a piece
	did   []string
	due   time.Time     // the latest deadline
	least time.Duration // that was left of one when something was written; 0 is none
}

func (r *recorder) SetWriteDeadline(at time.Time) error {
	if left := time.Until(at); left != 2*time.Minute {
		r.did = append(r.did, "a wrong deadline")
	}
	r.did, r.due = append(r.did, "deadline"), at
	return nil
}

func (r *recorder) Write(p []byte) (int, error) {
	time.Sleep(r.takes)
	if left := time.Until(r.due); r.least == 0 || left < r.least {
		r.least = left
	}
	r.did = append(r.did, "write")
	if len(p) > piece {
		r.did = append(r.did, "too much for one deadline")
	}
	return r.ResponseRecorder.Write(p)
}

func (r *recorder) FlushError() error {
	r.did = append(r.did, "flush")
	return nil
}

// A client that reads slowly takes a long answer in any time it needs: the
// deadline is for a piece. It is moved on when an eighth of it has passed.
func TestEveryPieceOfAnAnswerHasItsOwnDeadline(t *testing.T) {
	const pause = 2 * time.Minute
	for _, size := range []int{0, 1, piece, piece + 1, 3*piece + 1} {
		synctest.Test(t, func(t *testing.T) {
			r := &recorder{ResponseRecorder: httptest.NewRecorder(), takes: pause/8 + time.Second}
			w := newSteadyWriter(r, httptest.NewRequest("GET", "/", nil), pause)
			text := strings.Repeat("x", size)
			n, err := io.WriteString(&w, text)
			if err != nil || n != size || r.Body.String() != text {
				t.Fatalf("%d: wrote %d, %v", size, n, err)
			}
			time.Sleep(time.Hour)
			if err := http.NewResponseController(&w).Flush(); err != nil {
				t.Fatal(err)
			}
			want := strings.Repeat("deadline write ", max(1, (size+piece-1)/piece)) + "deadline flush"
			if got := strings.Join(r.did, " "); got != want {
				t.Errorf("%d bytes: %s", size, got)
			}
		})
	}
}

// A deadline costs as much as the rest of what an event takes to be written.
func TestEventsShareADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{ResponseRecorder: httptest.NewRecorder()}
		w := newSteadyWriter(r, httptest.NewRequest("GET", "/", nil), 2*time.Minute)
		for range 100 {
			if err := w.WriteFlush([]byte("event")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		deadlines := 0
		for _, what := range r.did {
			if what == "deadline" {
				deadlines++
			}
		}
		if deadlines != 7 || r.least < 105*time.Second { // one when more than 15 s have passed
			t.Errorf("%d deadlines in 100 s, and %v were left for an event", deadlines, r.least)
		}
	})
}

// A program that was stopped keeps its connection and reads nothing. What it
// holds is given back, also where Keyport itself is what writes.
func TestClientThatReadsNothingIsLetGo(t *testing.T) {
	long := strings.Repeat("x", 8<<20) // more than all buffers between the two
	for name, c := range map[string]struct {
		answer     http.HandlerFunc
		path, body string
	}{
		"stream":     {sseAnswer(strings.Repeat(chunk(long[:60<<10]), len(long)/(60<<10))), "/v1/chat/completions", chatSSE},
		"copied":     {jsonAnswer(200, `{"x":"`+long+`"}`), "/v1/moderations", chatBody},
		"edited":     {jsonAnswer(200, `{"choices":[{"index":0,"message":{"content":"<think>x</think>`+long+`"},"finish_reason":"stop"}]}`), "/v1/chat/completions", chatBody},
		"translated": {jsonAnswer(200, `{"choices":[{"index":0,"message":{"content":"`+long+`"},"finish_reason":"stop"}]}`), "/api/chat", `{"stream":false,` + chatBody[1:]},
		"vectors":    {jsonAnswer(200, `{"data":[{"index":0,"embedding":[`+strings.Repeat("0.5"+strings.Repeat("0", 996)+",", len(long)/1000)+`1]}]}`), "/api/embed", `{"model":"m","input":"x"}`},
	} {
		t.Run(name, func(t *testing.T) {
			up := newUpstream(t, c.answer)
			cfg := up.config()
			cfg.Limits.InFlight = 1
			records := make(chan Record, 10)
			cfg.Observe = func(r Record) { records <- r }
			s := serve(t, cfg)
			s.stalled = 500 * time.Millisecond
			conn, _ := s.half(t, "POST "+c.path, "application/json", fmt.Sprint("Content-Length: ", len(c.body)), c.body)
			if r := ended(t, records); !r.Cancelled {
				t.Errorf("on record: %+v", r)
			}
			s.stalled = stalled
			up.answer = jsonAnswer(200, `{}`)
			if resp := call(t, "POST", s.URL+"/v1/moderations", chatBody, bearer()...); resp.StatusCode != 200 {
				t.Errorf("the place was not given back: %d", resp.StatusCode)
			}
			_ = conn.Close()
		})
	}
}

// A deadline that passes while nothing is written cuts nothing: a stream may be
// silent, and the end of an answer may come long behind the rest of it.
func TestSilenceLongerThanTheDeadlineOfAPiece(t *testing.T) {
	const pause = 3 * time.Second
	goOn := make(chan struct{})
	silent := func(kind, first, last string) *proxyServer {
		up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, first)
			w.(http.Flusher).Flush()
			<-goOn
			_, _ = io.WriteString(w, last)
		})
		s := serve(t, up.config())
		s.stalled = pause
		return s
	}
	type pending struct {
		name, want string
		resp       *http.Response
	}
	var all []pending
	for _, c := range []struct{ name, path, kind, first, last string }{
		{"stream", "/v1/chat/completions", "text/event-stream", roleChunk, stopChunk + doneChunk},
		{"copied", "/v1/audio/speech", "audio/mpeg", "first", "last"},
		{"only the end is late", "/v1/audio/speech", "audio/mpeg", "first", ""},
	} {
		resp := call(t, "POST", silent(c.kind, c.first, c.last).URL+c.path, chatSSE, bearer()...)
		all = append(all, pending{c.name, c.first + c.last, resp})
	}
	time.Sleep(pause * 5 / 4)
	close(goOn)
	for _, p := range all {
		if got, err := io.ReadAll(p.resp.Body); err != nil || string(got) != p.want {
			t.Errorf("%s: %v %q", p.name, err, got)
		}
	}
}
