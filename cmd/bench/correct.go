package main

import (
	"context"
	"fmt"
	"strings"

	"keyport/cmd/bench/figures"
	"keyport/cmd/bench/load"
	"keyport/cmd/bench/wire"
)

const (
	correctGroup = "correct"
	streamsRun   = "streams"
	thinkRun     = "think-streams"
	leaks        = "leaks"
	lost         = "lost-chunks"
	changed      = "changed-texts"
	resetsRun    = "resets"
	resetsSeen   = "resets-seen"
	bigPassed    = "1MB-events-passed"
	statusesRun  = "statuses"
	statusesGood = "statuses-right"
)

// statuses are what providers answer when they do not answer.
var statuses = []int{400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529}

// ours reports whether a target is Keyport: what is wrong there is an error.
func (t target) ours() bool { return t.name == keyport || t.name == private || t.name == ollama }

// correct is what must hold on every machine. The others pass through it too:
// it shows that a fault can be seen.
func (b *bench) correct(ctx context.Context) error {
	for _, t := range b.targets {
		for _, check := range []func(*bench, target) []figures.Value{
			(*bench).noStreamCut, (*bench).noThoughtLeaks, (*bench).resetIsSeen, (*bench).largeEventPasses, (*bench).statusPasses,
		} {
			if err := ctx.Err(); err != nil {
				return err
			}
			b.rec.Add(correctGroup, t.name, 1, check(b, t)...)
		}
	}
	return nil
}

// fault keeps what is wrong with a Keyport.
func (b *bench) fault(t target, format string, args ...any) {
	if t.ours() {
		b.wrong = append(b.wrong, t.name+": "+fmt.Sprintf(format, args...))
	}
}

func (b *bench) noStreamCut(t target) []figures.Value {
	r := t.ask("bench-n3", small).Sequence(b.cutStreams, nil)
	if r.Errors > 0 {
		b.fault(t, "%d of %d streams were cut, first: %v", r.Errors, b.cutStreams, r.First)
	}
	return []figures.Value{{Unit: streamsRun, X: float64(b.cutStreams)}, {Unit: cut, X: float64(r.Errors)}}
}

// noThoughtLeaks is every way to think aloud, over every way to write it.
func (b *bench) noThoughtLeaks(t target) []figures.Value {
	var n, leaked, missing, differ int
	c := load.NewClient(t.peer.Addr)
	defer c.Close()
	for _, think := range []wire.Thoughts{wire.Whole, wire.Split, wire.Nested, wire.None} {
		for _, written := range b.written {
			model := "bench-n80-" + string(think) + written
			ask, want := t.ask(model, small), wire.Parse(model).Text()
			for range b.thinkStreams {
				s := &load.Stream{Keep: true}
				_, err := c.Do(ask.Request, s)
				n++
				text := s.Text()
				chunks := strings.Count(text, "token")
				missing += 80 - chunks
				if strings.Contains(s.Raw(), wire.Secret) {
					leaked++
				}
				if got := strings.TrimSpace(wire.CutMarks(text)); err != nil || got != want || !s.Done {
					if differ++; differ == 1 {
						b.fault(t, "%s is not what it should be (%v): %d of 80 chunks, %q", model, err, chunks, clip(got))
					}
				}
			}
		}
	}
	return []figures.Value{
		{Unit: thinkRun, X: float64(n)},
		{Unit: leaks, X: float64(leaked)},
		{Unit: lost, X: float64(missing)},
		{Unit: changed, X: float64(differ)},
	}
}

// resetIsSeen: a client must not take half an answer for a whole one.
func (b *bench) resetIsSeen(t target) []figures.Value {
	seen := 0
	ask := t.ask("bench-n100-rst50-d1ms", small)
	for range b.resets {
		c, s := load.NewClient(t.peer.Addr), &load.Stream{}
		if a, err := c.Do(ask.Request, s); err != nil && !a.Clean && !s.Done && s.Events > 0 {
			seen++
		}
		c.Close()
	}
	if seen != b.resets {
		b.fault(t, "%d of %d resets of the upstream were seen", seen, b.resets)
	}
	return []figures.Value{{Unit: resetsRun, X: float64(b.resets)}, {Unit: resetsSeen, X: float64(seen)}}
}

func (b *bench) largeEventPasses(t target) []figures.Value {
	c, s := load.NewClient(t.peer.Addr), &load.Stream{Keep: true}
	defer c.Close()
	_, err := c.Do(t.ask("bench-n3-b1000000", small).Request, s)
	passed := 1.0
	if n := strings.Count(s.Text(), "x"); err != nil || n != 3_000_000 || !s.Done {
		passed = 0
		b.fault(t, "of three events of 1 MB %d bytes came: %v", n, err)
	}
	return []figures.Value{{Unit: bigPassed, X: passed}}
}

// statusPasses: a refusal is passed on, and the next request is tried as if
// nothing had been; there is no circuit breaker.
func (b *bench) statusPasses(t target) []figures.Value {
	good := 0
	c := load.NewClient(t.peer.Addr)
	defer c.Close()
	next := t.ask(wire.Model, small).Request
	for _, status := range statuses {
		a, err := c.Do(t.ask(fmt.Sprintf("bench-s%d", status), small).Request, nil)
		after, afterErr := c.Do(next, nil)
		if err == nil && afterErr == nil && a.Status == t.passed(status) && after.Status == 200 {
			good++
			continue
		}
		b.fault(t, "status %d came as %d (%v), and behind it %d (%v)", status, a.Status, err, after.Status, afterErr)
	}
	return []figures.Value{{Unit: statusesRun, X: float64(len(statuses))}, {Unit: statusesGood, X: float64(good)}}
}

// passed is how a target passes a status on. A rejected key is Keyport's and not
// the app's: 401 would make the app ask its user for a password, and on a private
// address 401, 402 and 403 make Copilot drop its own login.
func (t target) passed(status int) int {
	switch {
	case t.name == keyport && status == 401:
		return 502
	case (t.name == private || t.name == ollama) && status >= 401 && status <= 403:
		return 400
	}
	return status
}

func clip(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}
