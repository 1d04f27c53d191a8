package activity_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

// soon is a time until which every test has ended.
func soon() time.Time { return time.Now().Add(time.Hour).Round(0) }

func TestRecordingHoldsWhatWasSaidAndNoSecret(t *testing.T) {
	answer := strings.Replace(good, "hello", "<think>hm</think>hello "+key[:20], 1)
	w := newWorld(t, plain(200, answer), nil)
	w.Capture(soon())
	w.ask("/v1/chat/completions", strings.Replace(chatBody, "be brief", "be brief, "+password+" "+address, 1))
	d := w.one()
	if !d.Row.Captured || d.Bodies == nil {
		t.Fatalf("%+v", d)
	}
	b := d.Bodies
	if !strings.Contains(b.Request, prompt) || !strings.Contains(b.Request, `"temperature":1`) || !strings.Contains(b.Sent, `"temperature":0.6`) ||
		!strings.Contains(b.Answer, "hello") || strings.Contains(b.Answer, "<think>") || b.Cut {
		t.Errorf("%+v", b)
	}
	if strings.Contains(b.Answer, key[:20]) || strings.Count(b.Request, "[redacted]") != 2 {
		t.Errorf("secrets: %+v", b)
	}
	if !strings.Contains(d.Curl, prompt) || !strings.Contains(d.Curl, "$KEYPORT_PASSWORD") || strings.Contains(d.Report, prompt) {
		t.Errorf("curl %s\nreport %s", d.Curl, d.Report)
	}
}

func TestNothingIsRecordedUnasked(t *testing.T) {
	w := newWorld(t, plain(200, good), nil)
	w.ask("/v1/chat/completions", chatBody)
	if d := w.one(); d.Bodies != nil || d.Row.Captured {
		t.Errorf("%+v", d)
	}
}

func TestRecordingEnds(t *testing.T) {
	for name, end := range map[string]func(w *world){
		"by itself": func(w *world) {
			if left := w.Expire(time.Now()); left <= 0 {
				t.Error("it has ended before its time")
			}
			if left := w.Expire(time.Now().Add(2 * time.Hour)); left != 0 {
				t.Errorf("%s are left", left)
			}
		},
		"by hand": func(w *world) { w.StopCapture() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, stream(event("spoken", "null"), event("", `"stop"`), "data: [DONE]\n\n"), nil)
			w.Capture(soon())
			w.ask("/v1/chat/completions", chatStream)
			d := w.one()
			if d.Bodies == nil || !strings.Contains(d.Bodies.Answer, "spoken") {
				t.Fatalf("%+v", d)
			}
			end(w)
			if _, on := w.Capturing(); on {
				t.Error("it goes on")
			}
			if d := w.one(); d.Bodies != nil || d.Row.Captured || strings.Contains(d.Curl, prompt) {
				t.Errorf("%+v", d)
			}
		})
	}
}

// The window counts down on its own; what is over must not be shown, even if
// the computer slept and nobody has erased it yet.
func TestRecordingThatIsOverIsNotShown(t *testing.T) {
	w := newWorld(t, plain(200, good), nil)
	w.Capture(soon())
	w.ask("/v1/chat/completions", chatBody)
	id := w.one().Row.ID
	w.Capture(time.Now().Add(-time.Second).Round(0))
	if d := w.detail(id); d.Bodies != nil {
		t.Errorf("%+v", d.Bodies)
	}
	w.ask("/v1/chat/completions", chatBody)
	rows := w.until("two rows", func(rows, _ []control.ActivityRow) bool { return len(rows) == 2 })
	if rows[1].Captured {
		t.Error("it goes on")
	}
}

func TestRequestThatOutlivesTheRecording(t *testing.T) {
	release := make(chan struct{})
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		stream(event("before", "null"))(rw, r)
		<-release
		_, _ = io.WriteString(rw, event("after", `"stop"`)+"data: [DONE]\n\n")
	}, nil)
	w.Capture(soon())
	resp := w.send("/v1/chat/completions", chatStream)
	firstLine(t, resp)
	var id uint64
	w.until("the running request", func(_, running []control.ActivityRow) bool {
		if len(running) == 1 {
			id = running[0].ID
		}
		return len(running) == 1
	})
	if d := w.detail(id); d.Bodies == nil || !strings.Contains(d.Bodies.Answer, "before") {
		t.Errorf("while it runs: %+v", d.Bodies)
	}
	w.StopCapture()
	close(release)
	_, _ = io.ReadAll(resp.Body)
	if d := w.one(); d.Bodies != nil {
		t.Errorf("%+v", d.Bodies)
	}
}

func TestLargeBodiesAreCut(t *testing.T) {
	long := strings.Repeat("word ", 1<<18) // 1.25 MiB
	w := newWorld(t, plain(200, good), nil)
	w.Capture(soon())
	w.ask("/v1/chat/completions", strings.Replace(chatBody, prompt, long, 1))
	d := w.one()
	if d.Bodies == nil || !d.Bodies.Cut || len(d.Bodies.Request) != 1<<20 {
		t.Fatalf("%t, %d bytes", d.Bodies != nil, len(d.Bodies.Request))
	}
	if strings.Contains(d.Curl, "word") {
		t.Error("the command line holds half a request")
	}
}

func TestClearErasesRecordings(t *testing.T) {
	w := newWorld(t, plain(200, good), nil)
	w.Capture(soon())
	w.ask("/v1/chat/completions", chatBody)
	id := w.one().Row.ID
	w.Clear()
	if _, ok := w.Detail(id, ""); ok {
		t.Error("it is still known")
	}
	if _, on := w.Capturing(); !on {
		t.Error("the recording ended")
	}
	w.ask("/v1/chat/completions", chatBody)
	if d := w.one(); d.Bodies == nil {
		t.Error("the next request is not recorded")
	}
}

func TestCompressedAndBinaryAnswers(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if strings.HasSuffix(r.URL.Path, "speech") {
			rw.Header().Set("Content-Type", "audio/mpeg")
			_, _ = rw.Write([]byte{0xff, 0xfb, 0x90, 0, 1, 2})
			return
		}
		rw.Header().Set("Content-Type", "application/json")
		rw.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(rw)
		_, _ = io.WriteString(z, `{"data":["packed `+key+`"]}`)
		_ = z.Close()
	}, nil)
	w.Capture(soon())
	w.ask("/v1/embeddings", `{"model":"e","input":"x"}`, "Accept-Encoding", "gzip")
	w.ask("/v1/audio/speech", `{"model":"e","input":"x"}`)
	rows := w.until("two rows", func(rows, _ []control.ActivityRow) bool { return len(rows) == 2 })
	if d := w.detail(rows[0].ID); !strings.Contains(d.Bodies.Answer, "packed [redacted]") {
		t.Errorf("%q", d.Bodies.Answer)
	}
	if d := w.detail(rows[1].ID); d.Bodies.Answer != "(not a text)" {
		t.Errorf("%q", d.Bodies.Answer)
	}
}
