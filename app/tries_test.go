package app

import (
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

// guess makes bad tries with a password that nobody has.
func (r *run) guess(n int, a control.Access) {
	r.t.Helper()
	for range n {
		if got := r.get(a.Base+"/api/version", "kp-nobody-has-this"); got != 401 {
			r.t.Fatalf("a wrong password is %d", got)
		}
	}
}

func TestWrongPasswordsAreToldAndStopNobody(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	a := r.access("VS Code")
	before := r.state(control.StateReady)
	r.guess(19, a)
	if s := r.status(); len(s.Problems) != 0 || s.State != control.StateReady {
		t.Fatalf("told too early: %+v", s.Problems)
	}
	r.guess(1, a)
	s := r.state(control.StateAttention)
	p := s.Problems[0]
	if problemCodes(s) != problemTries || p.Blocking || p.Page != control.PageApps || p.Action != control.ActionShowApps || s.Sentence != "A program on this computer has tried wrong passwords" {
		t.Errorf("%q %+v", s.Sentence, p)
	}
	if !strings.Contains(p.Sentence, "since "+time.Now().Format("15:")) && !strings.Contains(p.Sentence, "since "+time.Now().Add(-time.Minute).Format("15:")) {
		t.Errorf("it does not say since when: %q", p.Sentence)
	}
	r.want("the right ones", a, both)
	r.guess(100, a)
	r.want("the right ones", a, both)
	if after := r.status(); problemCodes(after) != problemTries || after.Problems[0] != p || after.State != control.StateAttention || before.State != control.StateReady {
		t.Errorf("more of the same changed the notice: %+v", after.Problems)
	}
	if n := strings.Count(r.log.String(), problemTries); n != 1 {
		t.Errorf("the log tells of it %d times", n)
	}
}

func TestNoticeOfWrongPasswordsEndsByItself(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.triesQuiet = 10 * time.Millisecond
	r := begin(t, dir, opts)
	a := r.access("VS Code")
	for round := 1; round <= 2; round++ {
		r.guess(20, a)
		// The state may be too quick to be seen; the log has both.
		for end := time.Now().Add(20 * time.Second); strings.Count(r.log.String(), problemTries) < 2*round; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("round %d: %s", round, r.log.String())
			}
			r.guess(1, a) // a burst is told again no sooner than a second after the last
		}
	}
	r.until("the end of the notice", func(s control.Status) bool { return !strings.Contains(problemCodes(s), problemTries) })
}

func TestSentenceOfWrongPasswords(t *testing.T) {
	now := time.Date(2026, 3, 5, 0, 10, 0, 0, time.Local)
	for want, since := range map[string]time.Time{"since 00:09.": now.Add(-time.Minute), "since 23:50 on 4 March.": now.Add(-20 * time.Minute)} {
		p := triesProblem(since, now)
		if !strings.Contains(p.what(), want) || len(p.short()) > 60 || strings.HasSuffix(p.short(), ".") || p.blocking || p.quiet {
			t.Errorf("%+v, want %q", p, want)
		}
	}
}
