package app

import (
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

func TestStatesFollowWhatHappens(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))

	s := r.state(control.StateSetup)
	if s.Sentence != "Add your API key to begin" || len(s.Problems) != 0 || s.Upstreams[0].Key != control.KeyMissing {
		t.Errorf("%+v", s)
	}
	r.setKey(goodKey)
	if s = r.state(control.StateReady); s.Sentence != "Ready – nothing running" || s.Upstreams[0].KeyEnd != "Zx9w" {
		t.Errorf("%+v", s)
	}

	a := r.access("VS Code")
	hold := make(chan struct{})
	p.set(0, hold)
	resp := r.chat(a)
	first(t, resp)
	s = r.until("a running request", func(s control.Status) bool { return s.Running == 1 })
	if s.State != control.StateReady || s.Sentence != "Ready – 1 request running" {
		t.Errorf("%q", s.Sentence)
	}
	close(hold)
	resp.Body.Close()
	s = r.until("its end", func(s control.Status) bool { return s.Running == 0 && s.Clients[0].Requests == 1 })
	if s.Clients[0].LastUsed == nil {
		t.Error("the app was not used")
	}
	p.set(0, nil)

	if err := r.Pause(t.Context(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if s = r.status(); s.State != control.StatePaused || s.Sentence != "Paused" || !s.Paused || s.PausedUntil != nil {
		t.Errorf("%+v", s)
	}
	if status, _ := r.ask(a); status != 503 {
		t.Errorf("while paused: %d", status)
	}
	if err := r.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, _ := r.ask(a); status != 200 {
		t.Errorf("after the pause: %d", status)
	}
	r.state(control.StateReady)
}

func TestPauseEndsByItself(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	until := time.Now().Add(300 * time.Millisecond)
	if err := r.Pause(t.Context(), until); err != nil {
		t.Fatal(err)
	}
	if s := r.status(); s.PausedUntil == nil || !s.PausedUntil.Equal(until) {
		t.Errorf("%+v", s.PausedUntil)
	}
	r.until("the end of the pause", func(s control.Status) bool { return !s.Paused })
	if time.Now().Before(until) {
		t.Error("it ended too early")
	}
	wantCode(t, r.Pause(t.Context(), time.Now().Add(-time.Second)), control.CodeInvalid)
}

func TestOpenAndPassthroughAreSaid(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	if err := r.edit(func(s *settings.Settings) { s.Access = settings.AccessPassthrough }); err != nil {
		t.Fatal(err)
	}
	if s := r.state(control.StateReady); s.Upstreams[0].Key != control.KeyNotNeeded {
		t.Errorf("%+v", s.Upstreams)
	}
	r.setKey(goodKey)
	if err := r.edit(func(s *settings.Settings) { s.Access = settings.AccessOpen }); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateOpen)
}

func TestDemoNeedsNoKey(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	r.state(control.StateSetup)
	if err := r.UseDemo(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	s := r.until("the demo", func(s control.Status) bool { return len(s.Upstreams) == 2 })
	if s.Upstreams[0].Kind != settings.KindDemo || s.Upstreams[0].Key != control.KeyNotNeeded {
		t.Errorf("%+v", s.Upstreams)
	}
	models, err := r.Models(t.Context())
	if len(models) == 0 || models[0].ID != demoModel {
		t.Errorf("%+v %v", models, err)
	}
	if err := r.UseDemo(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if s := r.status(); len(s.Upstreams) != 1 {
		t.Errorf("%+v", s.Upstreams)
	}
}

func TestWaitingIsWokenByChangesOnly(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	before := r.status()
	if again := r.status(); again.Version != before.Version {
		t.Errorf("the version went from %d to %d for nothing", before.Version, again.Version)
	}
	woken := make(chan control.Status, 1)
	go func() {
		s, _ := r.WaitStatus(t.Context(), before.Version)
		woken <- s
	}()
	if err := r.Pause(t.Context(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if s := <-woken; s.Version == before.Version {
		t.Error("woken without a change")
	}
	// A thousand touches are gathered: nothing is computed a thousand times for the waiting.
	for range 1000 {
		r.hub.touch()
	}
	if now := r.status(); now.Version > before.Version+2 {
		t.Errorf("version %d after one change from %d", now.Version, before.Version)
	}
}

func TestSentencesOfAPause(t *testing.T) {
	now := time.Date(2026, 3, 4, 15, 0, 0, 0, time.Local)
	at := func(day, hour int) *time.Time { u := time.Date(2026, 3, day, hour, 30, 0, 0, time.Local); return &u }
	for want, until := range map[string]*time.Time{
		"Paused": nil, "Paused until 15:30": at(4, 15), "Paused until tomorrow 08:30": at(5, 8), "Paused until 9 March 08:30": at(9, 8),
	} {
		if got := pausedSentence(until, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
