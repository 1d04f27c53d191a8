package app

import (
	"sync/atomic"
	"testing"
	"time"

	"keyport/app/control"
)

// A pause is until a time of day, so it follows the clock on the wall: over a
// sleep of the computer, and when somebody sets the clock.
func TestPauseFollowsTheClockOnTheWall(t *testing.T) {
	dir := home(t)
	var ahead atomic.Int64
	r := launchAfter(t, dir, options(dir), func(k *Keyport) {
		k.clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	})
	<-r.Ready()
	until := time.Now().Add(8 * time.Hour)
	if err := r.Pause(t.Context(), until); err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	if end := r.Keyport.until; end != end.Round(0) { // not Equal: the monotonic part is what is looked for
		t.Error("the end of the pause hangs on a clock that stands still while the computer sleeps")
	}
	r.mu.Unlock()
	look := func(d time.Duration) { // as watchPause does every 30 s
		ahead.Store(int64(d))
		nudge(r.rewake)
	}
	look(-24 * time.Hour)
	if s := r.state(control.StatePaused); !s.Paused || !s.PausedUntil.Equal(until) {
		t.Errorf("%+v", s)
	}
	look(8*time.Hour + time.Second) // slept through it
	r.until("the end of the pause", func(s control.Status) bool { return !s.Paused })
}
