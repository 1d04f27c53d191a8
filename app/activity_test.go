package app

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/keystore"
)

// follow reads pages until ok accepts all rows and what runs.
func (r *run) follow(api control.ActivityAPI, what string, ok func(rows, running []control.ActivityRow) bool) {
	r.t.Helper()
	var since control.ActivityCursor
	var rows []control.ActivityRow
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		page, err := api.Activity(r.t.Context(), since)
		if err != nil {
			r.t.Fatal(err)
		}
		if page.Reset {
			rows = nil
		}
		since, rows = page.Cursor, append(rows, page.Rows...)
		if ok(rows, page.Running) {
			return
		}
	}
	r.t.Fatalf("%s did not come: %+v", what, rows)
}

func TestActivityOverTheSocket(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	conn, err := control.DialDir(t.Context(), filepath.Join(dir, "run"))
	if err != nil {
		t.Fatal(err)
	}
	a := r.access("")
	p.set(0, make(chan struct{}))
	resp := r.chat(a)
	defer resp.Body.Close()
	rest := first(t, resp)
	var id uint64
	r.follow(conn, "the running request", func(_, running []control.ActivityRow) bool {
		if len(running) != 1 || running[0].First == 0 {
			return false
		}
		id = running[0].ID
		return running[0].App == "VS Code" && running[0].Used == "m1" && running[0].Outcome == control.OutcomeRunning
	})
	if err := conn.CancelRequest(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	said := new(bytes.Buffer)
	if _, err := said.ReadFrom(rest); err == nil || !strings.Contains(said.String(), "cancelled_in_keyport") {
		t.Errorf("the app got %q, %v", said, err)
	}
	r.follow(conn, "the row", func(rows, running []control.ActivityRow) bool {
		return len(rows) == 1 && len(running) == 0 && rows[0].ID == id && rows[0].Outcome == control.OutcomeCancelledHere
	})
	wantCode(t, conn.CancelRequest(t.Context(), id), control.CodeNotFound)
	d, err := conn.ActivityDetail(t.Context(), id)
	if err != nil || d.Messages != 1 || !strings.Contains(d.Curl, a.Base+"/v1/chat/completions") {
		t.Errorf("%+v %v", d, err)
	}
	if err := conn.ClearActivity(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = conn.ActivityDetail(t.Context(), id)
	wantCode(t, err, control.CodeNotFound)
}

// Nothing of a recording is on disk, in the log or left when it has ended.
func TestRecordingIsInMemoryOnly(t *testing.T) {
	const prompt = "a prompt that nobody else must read"
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	opts.CatalogFile, opts.CrashFile = filepath.Join(dir, "models.json"), filepath.Join(dir, "crash.txt")
	r := begin(t, dir, opts)
	r.setKey(goodKey)
	wantCode(t, r.Capture(t.Context(), 7), control.CodeInvalid)
	if r.status().CaptureUntil != nil {
		t.Fatal("it records unasked")
	}
	if err := r.Capture(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	s := r.until("the recording", func(s control.Status) bool { return s.CaptureUntil != nil })
	if left := time.Until(*s.CaptureUntil); left > 5*time.Minute || left < 4*time.Minute {
		t.Errorf("it goes on for %s", left)
	}
	a := r.access("")
	say(t, a, prompt)
	var id uint64
	r.follow(r, "the row", func(rows, _ []control.ActivityRow) bool {
		if len(rows) == 1 {
			id = rows[0].ID
		}
		return len(rows) == 1 && rows[0].Captured
	})
	d, err := r.ActivityDetail(t.Context(), id)
	if err != nil || d.Bodies == nil || !strings.Contains(d.Bodies.Request, prompt) || !strings.Contains(d.Bodies.Answer, "last") {
		t.Fatalf("%+v %v", d, err)
	}
	searchFor(t, dir, prompt)
	if err := r.Capture(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	r.until("the end of the recording", func(s control.Status) bool { return s.CaptureUntil == nil })
	if d, err = r.ActivityDetail(t.Context(), id); err != nil || d.Bodies != nil {
		t.Errorf("%+v %v", d.Bodies, err)
	}
	_ = r.stop()
	searchFor(t, dir, prompt)
	if strings.Contains(r.log.String(), prompt) {
		t.Error("the prompt is in the log")
	}
}

func TestRecordingEndsByTheClock(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	r.activity.Capture(time.Now().Add(time.Second).Round(0)) // as Capture(5) is, when most of it is over
	nudge(r.recapture)
	if status, _ := r.ask(r.access("")); status != 200 {
		t.Fatal(status)
	}
	r.until("the end of the recording", func(s control.Status) bool { return s.CaptureUntil == nil })
	page, err := r.Activity(t.Context(), control.ActivityCursor{})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Captured {
		t.Errorf("%+v %v", page, err)
	}
	if !strings.Contains(r.log.String(), "ended and erased") {
		t.Error("the log does not say so")
	}
}

func TestActivityNeedsARunningKeyport(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.Keystore = keystore.Memory()
	o, err := NewOffline(opts)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	_, err = o.Activity(t.Context(), control.ActivityCursor{})
	wantCode(t, err, control.CodeNotRunning)
	_, err = o.ActivityDetail(t.Context(), 1)
	wantCode(t, err, control.CodeNotRunning)
	wantCode(t, o.CancelRequest(t.Context(), 1), control.CodeNotRunning)
	wantCode(t, o.ClearActivity(t.Context()), control.CodeNotRunning)
	wantCode(t, o.Capture(t.Context(), 5), control.CodeNotRunning)
}

// say sends a prompt and reads the answer.
func say(t *testing.T, a control.Access, prompt string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.Base+"/v1/chat/completions", strings.NewReader(`{"model":"m1","stream":true,"messages":[{"role":"user","content":"`+prompt+`"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+a.Password)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != 200 {
		t.Fatalf("%d %s %v", resp.StatusCode, body, err)
	}
}

// searchFor looks for a text in every file below dir.
func searchFor(t *testing.T, dir, text string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("it is in %s", filepath.Base(path))
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}
