package update

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"
)

// watched runs a checker until the test ends.
func watched(t *testing.T, c *Checker, on bool) {
	t.Helper()
	c.Switch(on)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { c.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		wg.Wait()
	})
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%s: not after 20 s", what)
		}
	}
}

func TestTheSiteIsAskedByItselfOnlyWhenThatIsWanted(t *testing.T) {
	s := newSite(t)
	s.publish(release("1.4.0"))
	c := s.checker("1.3.0", "")
	watched(t, c, false)
	if len(s.requests()) != 0 {
		t.Fatal("it was asked without the wish")
	}
	c.Switch(true)
	until(t, "the first look", func() bool { return c.Known().Newer })
	if c.due().Before(c.now().Add(week - time.Hour)) {
		t.Errorf("the next one is due at %v", c.due())
	}
	if n := len(s.requests()); n != 2 {
		t.Errorf("asked %d times", n)
	}
	if said := s.log.said(); len(said) != 0 {
		t.Errorf("said %q", said)
	}
}

func TestAFailureIsOneLineAndTriedAgainTheNextDay(t *testing.T) {
	s := newSite(t)
	s.serve(http.NotFound)
	c := s.checker("1.3.0", "")
	watched(t, c, true)
	until(t, "the first look", func() bool { return len(s.log.said()) > 0 })
	if due := c.due(); due.Before(c.now().Add(day-time.Hour)) || due.After(c.now().Add(2*day)) {
		t.Errorf("the next one is due at %v", due)
	}
	if n := len(s.log.said()); n != 1 || len(s.requests()) != 1 {
		t.Errorf("%d lines, asked %d times", n, len(s.requests()))
	}
}

// A copy made from the source is never too old, so it never asks.
func TestACopyThatIsNoReleaseAsksNobody(t *testing.T) {
	s := newSite(t)
	for _, version := range []string{"1.3.0-dev", "dev", ""} {
		c := s.checker(version, "")
		c.Switch(true)
		c.Run(t.Context()) // returns
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

// A clock that ran ahead when Keyport started, and is put right afterwards, must
// not keep it from looking until that day comes.
func TestAClockThatIsPutBackDoesNotPutOffTheNextLook(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	k := New(Options{})
	k.now = func() time.Time { return now }
	due := k.due()
	if !k.still(due) {
		t.Error("what was just found is not believed")
	}
	now = now.Add(-400 * day)
	if k.still(due) {
		t.Errorf("due in %v", due.Sub(now))
	}
	now = now.Add(800 * day)
	if !k.still(due) {
		t.Error("what is overdue is put off")
	}
	k.state.Tried, now = now, now.Add(time.Hour)
	if due = k.due(); !k.still(due) {
		t.Error("the look of next week is not believed")
	}
}

func TestWhenTheNextLookIsDue(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		tried    time.Time
		failed   bool
		from, to time.Duration // from now
	}{
		"never looked":                   {time.Time{}, false, 5 * time.Minute, 10 * time.Minute},
		"looked an hour ago":             {now.Add(-time.Hour), false, week - time.Hour, week + day - time.Hour},
		"in vain an hour ago":            {now.Add(-time.Hour), true, day - time.Hour, day + day/4 - time.Hour},
		"looked last month":              {now.Add(-30 * day), false, 5 * time.Minute, 10 * time.Minute},
		"in vain last month":             {now.Add(-30 * day), true, 5 * time.Minute, 10 * time.Minute},
		"looked next year: a bad clock":  {now.Add(400 * day), false, 5 * time.Minute, 10 * time.Minute},
		"would be due just at the start": {now.Add(-week), false, 5 * time.Minute, day},
	} {
		t.Run(name, func(t *testing.T) {
			k := New(Options{})
			k.now = func() time.Time { return now }
			k.state.Tried, k.state.Failed = c.tried, c.failed
			seen := map[time.Time]bool{}
			for range 100 {
				due := k.due()
				seen[due] = true
				if due.Before(now.Add(c.from)) || due.After(now.Add(c.to)) {
					t.Fatalf("due %v from now, want %v to %v", due.Sub(now), c.from, c.to)
				}
			}
			if len(seen) < 50 {
				t.Errorf("only %d different times of 100: all copies would ask at once", len(seen))
			}
		})
	}
}
