package app

import (
	"io"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

// quitting is a Keyport with one stream in the middle that is to quit when it has ended.
func quitting(t *testing.T) (r *run, a control.Access, rest io.Reader, goOn chan struct{}) {
	t.Helper()
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r = begin(t, dir, options(dir))
	r.setKey(goodKey)
	a = r.access("VS Code")
	goOn = make(chan struct{})
	p.set(0, goOn)
	resp := r.chat(a)
	t.Cleanup(func() { resp.Body.Close() })
	rest = first(t, resp)
	if err := r.QuitWhenIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r, a, rest, goOn
}

func (r *run) wantEnd() {
	r.t.Helper()
	select {
	case err := <-r.ended:
		if err != nil {
			r.t.Error(err)
		}
		r.ended <- nil
	case <-time.After(20 * time.Second):
		r.t.Fatal("still runs after 20 s")
	}
}

func TestQuitWhenIdleLetsStreamsEnd(t *testing.T) {
	r, a, rest, goOn := quitting(t)
	s := r.state(control.StatePaused)
	if !s.Quitting || s.Paused || s.Sentence != "Quitting when 1 request has ended" {
		t.Errorf("%+v", s)
	}
	for range 2 { // refused without becoming what is waited for
		resp := r.chat(a)
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" || !strings.Contains(string(body), `"ending"`) {
			t.Errorf("a new request got %d %v %s", resp.StatusCode, resp.Header, body)
		}
	}
	select {
	case err := <-r.ended:
		t.Fatalf("ended under a running stream: %v", err)
	default:
	}
	close(goOn)
	if body, err := io.ReadAll(rest); err != nil || !strings.Contains(string(body), "[DONE]") {
		t.Errorf("%v %q", err, body)
	}
	r.wantEnd()
}

func TestQuitWhenIdleCanBeTakenBack(t *testing.T) {
	r, a, rest, goOn := quitting(t)
	if err := r.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := r.state(control.StateReady); s.Quitting {
		t.Errorf("%+v", s)
	}
	close(goOn)
	if _, err := io.ReadAll(rest); err != nil {
		t.Error(err)
	}
	if status, body := r.ask(a); status != 200 || !strings.Contains(body, "[DONE]") {
		t.Errorf("%d %s", status, body)
	}
}

// A pause that ends by the clock is no word of the person.
func TestTheEndOfAPauseDoesNotTakeQuittingBack(t *testing.T) {
	r, _, rest, goOn := quitting(t)
	if err := r.Pause(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	r.Keyport.until = time.Now() // the hour is over
	r.mu.Unlock()
	nudge(r.rewake)
	r.until("the end of the pause", func(s control.Status) bool { return !s.Paused })
	if s := r.status(); !s.Quitting {
		t.Errorf("%+v", s)
	}
	close(goOn)
	if _, err := io.ReadAll(rest); err != nil {
		t.Error(err)
	}
	r.wantEnd()
}

func TestQuitDoesNotWaitAnyLonger(t *testing.T) {
	r, _, rest, _ := quitting(t)
	if err := r.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := r.status(); !s.Quitting || s.State != control.StatePaused || s.Sentence != "Quitting…" {
		t.Errorf("while streams have their grace: %+v", s)
	}
	if body, _ := io.ReadAll(rest); strings.Contains(string(body), "[DONE]") {
		t.Errorf("a cut stream looks whole: %q", body)
	}
	r.wantEnd()
}

func TestQuitWhenIdleEndsAtOnceWhenNothingRuns(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	if err := r.QuitWhenIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.wantEnd()
}
