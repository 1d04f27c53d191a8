package tray

import (
	"testing"
	"time"
)

const ms = time.Millisecond

// step is what happens at a time, and what next must answer then.
type step struct {
	at      time.Duration
	running int    // -1: no new state
	icon    string // shown now; "" for nothing
	wait    time.Duration
}

func TestPace(t *testing.T) {
	for name, steps := range map[string][]step{
		"first state at once": {{0, 0, "ready", 0}},
		"working after 300 ms": {
			{0, 0, "ready", 0}, {2000 * ms, 1, "", 300 * ms}, {2100 * ms, -1, "", 200 * ms}, {2300 * ms, -1, "working", 0},
		},
		"a short call shows nothing": {
			{0, 0, "ready", 0}, {2000 * ms, 1, "", 300 * ms}, {2200 * ms, 0, "", 0}, {2300 * ms, -1, "", 0},
		},
		"short calls in a row show nothing": {
			{0, 0, "ready", 0},
			{2000 * ms, 1, "", 300 * ms},
			{2250 * ms, 0, "", 0},
			{2260 * ms, 1, "", 300 * ms},
			{2500 * ms, 0, "", 0},
		},
		"a second call does not start the 300 ms anew": {
			{0, 0, "ready", 0}, {2000 * ms, 1, "", 300 * ms}, {2200 * ms, 2, "", 100 * ms}, {2300 * ms, -1, "working", 0},
		},
		"once a second": {
			{0, 0, "ready", 0},
			{2000 * ms, 1, "", 300 * ms},
			{2300 * ms, -1, "working", 0},
			{2400 * ms, 0, "", 900 * ms},
			{3200 * ms, -1, "", 100 * ms},
			{3300 * ms, -1, "ready", 0},
		},
		"what comes back within the second is no change": {
			{0, 0, "ready", 0},
			{2000 * ms, 1, "", 300 * ms},
			{2300 * ms, -1, "working", 0},
			{2400 * ms, 0, "", 900 * ms},
			{2500 * ms, 1, "", 300 * ms},
			{2800 * ms, -1, "", 0},
		},
		"the same state again is no change": {{0, 0, "ready", 0}, {5000 * ms, 0, "", 0}},
	} {
		t.Run(name, func(t *testing.T) {
			var p pace
			for i, s := range steps {
				now := afternoon.Add(s.at)
				if s.running >= 0 {
					state := ready()
					state.Running = s.running
					p.take(state, now)
				}
				l, show, wait := p.next(now)
				if show != (s.icon != "") || l.icon != s.icon || wait != s.wait {
					t.Fatalf("step %d: next gives %q, %v, %s; want %q, %s", i, l.icon, show, wait, s.icon, s.wait)
				}
			}
		})
	}
}

func TestPaceShowsNothingBeforeAState(t *testing.T) {
	var p pace
	if _, show, wait := p.next(afternoon); show || wait != 0 {
		t.Errorf("next gives %v, %s", show, wait)
	}
}
