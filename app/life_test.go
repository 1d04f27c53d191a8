package app

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

func TestQuitGivesStreamsTheirGrace(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	a := r.access("VS Code")
	hold := make(chan struct{})
	p.set(0, hold)
	resp := r.chat(a)
	defer resp.Body.Close()
	rest := first(t, resp)
	if err := r.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	waitRefused(t, a.Base) // new connections are not taken while the stream goes on
	close(hold)
	if body, err := io.ReadAll(rest); err != nil || !strings.Contains(string(body), "[DONE]") {
		t.Errorf("%v %q", err, body)
	}
	resp.Body.Close()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	r.ended <- nil
}

func TestQuitCutsWhatDoesNotEnd(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	a := r.access("VS Code")
	p.set(0, make(chan struct{}))
	var open []*http.Response
	for range 10 {
		resp := r.chat(a)
		defer resp.Body.Close()
		first(t, resp)
		open = append(open, resp)
	}
	begun := time.Now()
	r.cancel()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	r.ended <- nil
	// Not a measurement: systems give a program five seconds at logout, of which
	// these streams take quitTime, but the machine of this test may be slow.
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	for _, resp := range open {
		body, err := io.ReadAll(resp.Body)
		if err == nil || strings.Contains(string(body), "[DONE]") {
			t.Error("a cut stream ended as if it were whole")
		}
		if !strings.Contains(string(body), "keyport_ending") {
			t.Errorf("a cut stream does not say why: %q", body)
		}
	}
}

func TestOldPortCutsWhatDoesNotEnd(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	p.set(0, make(chan struct{}))
	resp := r.chat(r.access("VS Code"))
	defer resp.Body.Close()
	rest := first(t, resp)
	r.mu.Lock()
	old := r.door
	r.mu.Unlock()
	old.close(t.Context(), time.Millisecond) // in place of the 30 s of drainTime
	if body, err := io.ReadAll(rest); err == nil || !strings.Contains(string(body), "keyport_ending") {
		t.Errorf("%v %q", err, body)
	}
}

func TestOneKeyportPerPerson(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	r := begin(t, dir, opts)
	_, err := New(opts)
	wantCode(t, err, control.CodeExists)
	_, err = NewOffline(opts)
	wantCode(t, err, control.CodeExists)
	r.state(control.StateSetup)
	_ = r.stop()
	begin(t, dir, opts)
}

func TestTheSocketOffersTheSameKeyport(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	conn, err := control.DialDir(t.Context(), filepath.Join(dir, "run"))
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Pause(t.Context(), timeZero); err != nil {
		t.Fatal(err)
	}
	over, err := conn.Status(t.Context())
	if err != nil || asJSON(t, over) != asJSON(t, r.status()) {
		t.Errorf("%v\n%s\n%s", err, asJSON(t, over), asJSON(t, r.status()))
	}
	_, err = conn.AddClient(t.Context(), "")
	wantCode(t, err, control.CodeInvalid)
	if err := conn.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	r.ended <- nil
	_, err = conn.Status(t.Context())
	wantCode(t, err, control.CodeNotRunning)
}

func TestEndBeforeTheStart(t *testing.T) {
	dir := home(t)
	k, err := New(options(dir))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := k.Run(ctx); err != nil {
		t.Error(err)
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}
