//go:build !windows && !darwin

package notify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func state(name control.State, codes ...string) control.Status {
	s := control.Status{State: name, TrayHost: true}
	for _, code := range codes {
		s.Problems = append(s.Problems, control.Problem{Code: code, Page: "page of " + code})
	}
	return s
}

func withWindow(s control.Status) control.Status { s.Window = true; return s }

func TestWhatIsTold(t *testing.T) {
	ready, blocked := state(control.StateReady), state(control.StateBlocked, "keychain_locked")
	guessed := state(control.StateAttention, "upstream_trouble", "wrong_passwords")
	ending := ready
	ending.Quitting = true
	trayless := ready
	trayless.TrayHost = false
	four, five := announcing("1.4.0"), announcing("1.5.0")
	type step struct {
		at   string
		s    *control.Status // nil: only time has passed
		want string
	}
	for name, steps := range map[string][]step{
		"nothing at the start":                {{"0s", &ready, ""}, {"1h", nil, ""}},
		"nothing while all is well":           {{"0s", &ready, ""}, {"1s", ptr(state(control.StatePaused)), ""}, {"2s", ptr(state(control.StateOpen)), ""}},
		"a problem that Keyport works around": {{"0s", ptr(state(control.StateAttention, "upstream_trouble")), ""}, {"1h", nil, ""}},
		"blocked for a moment":                {{"0s", &blocked, "in 10s"}, {"9s", nil, "in 1s"}, {"9500ms", &ready, ""}, {"1h", nil, ""}},
		"blocked":                             {{"0s", &blocked, "in 10s"}, {"10s", nil, "needs at page of keychain_locked"}, {"5h", nil, ""}, {"6h", &ready, "needs over"}},
		"blocked by one thing after another":  {{"0s", &blocked, "in 10s"}, {"5s", ptr(state(control.StateBlocked, "port_taken")), "in 5s"}, {"10s", nil, "needs at page of port_taken"}},
		"blocked again and again": {
			{"0s", &blocked, "in 10s"},
			{"10s", nil, "needs at page of keychain_locked"},
			{"20s", &ready, "needs over"},
			{"30s", &blocked, "in 9m40s"},
			{"40s", &ready, ""},
			{"1m", &blocked, "in 9m10s"},
			{"10m10s", nil, "needs at page of keychain_locked"},
		},
		"blocked under the eyes of the person": {{"0s", ptr(withWindow(blocked)), "in 10s"}, {"10s", nil, ""}, {"20s", ptr(withWindow(blocked)), ""}, {"30s", &blocked, "stays"}},
		"wrong passwords":                      {{"0s", &ready, ""}, {"1s", &guessed, "tries at page of wrong_passwords"}, {"2s", &guessed, ""}, {"1h", &ready, ""}, {"2h", &guessed, "tries at page of wrong_passwords"}},
		"wrong passwords that come and go":     {{"0s", &guessed, "tries at page of wrong_passwords"}, {"1m", &ready, ""}, {"2m", &guessed, "in 8m0s"}, {"3m", &ready, ""}, {"1h", nil, ""}},
		"the window is closed": {
			{"0s", &ready, ""}, {"1s", ptr(withWindow(ready)), ""}, {"2s", &ready, "stays"}, {"3s", ptr(withWindow(ready)), ""}, {"4s", &ready, ""},
		},
		"a newer version":                     {{"0s", &four, "news at about"}, {"1s", &four, ""}, {"1h", nil, ""}, {"2h", &five, "news at about"}, {"3h", &ready, "news over"}, {"4h", &five, ""}},
		"a newer version, under the eyes":     {{"0s", ptr(withWindow(four)), ""}, {"1s", &four, "stays"}},
		"the window goes with Keyport":        {{"0s", ptr(withWindow(ready)), ""}, {"1s", &ending, ""}},
		"the window is closed without a tray": {{"0s", ptr(withWindow(ready)), ""}, {"1s", &trayless, ""}},
	} {
		t.Run(name, func(t *testing.T) {
			teller := newTeller(true)
			for _, step := range steps {
				after, err := time.ParseDuration(step.at)
				if err != nil {
					t.Fatal(err)
				}
				var out []message
				if step.s != nil {
					out = teller.take(*step.s, noon.Add(after))
				}
				due, wait := teller.due(noon.Add(after))
				if got := described(append(out, due...), wait); got != step.want {
					t.Fatalf("at %s: %q, want %q", step.at, got, step.want)
				}
			}
		})
	}
}

func TestWhoKnowsItIsNotToldThatKeyportStays(t *testing.T) {
	teller := newTeller(false)
	teller.take(withWindow(state(control.StateReady)), noon)
	if out := teller.take(state(control.StateReady), noon); len(out) > 0 {
		t.Errorf("told %v", out)
	}
}

// announcing is a Keyport that tells of a version.
func announcing(version string) control.Status {
	s := state(control.StateReady, control.CodeUpdate)
	s.Updates = &control.Updates{Newer: &control.Release{Version: version}}
	return s
}

func ptr(s control.Status) *control.Status { return &s }

func described(out []message, wait time.Duration) string {
	var parts []string
	for _, m := range out {
		switch {
		case m.over:
			parts = append(parts, string(m.kind)+" over")
		case m.page != "":
			parts = append(parts, fmt.Sprintf("%s at %s", m.kind, m.page))
		default:
			parts = append(parts, string(m.kind))
		}
	}
	if wait > 0 {
		parts = append(parts, "in "+wait.String())
	}
	return strings.Join(parts, ", ")
}
