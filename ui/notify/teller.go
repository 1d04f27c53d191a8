//go:build !windows && !darwin

package notify

import (
	"slices"
	"time"

	"keyport/app/control"
)

// kind is one of the messages.
type kind string

const (
	needs kind = "needs" // Keyport cannot answer before the person has done something
	tries kind = "tries" // a program guesses passwords
	stays kind = "stays" // the window is closed, Keyport is not; once ever
	news  kind = "news"  // there is a newer version; once for each
)

const (
	// lasting is how long Keyport must have been blocked: a keychain that is
	// being unlocked at login, or a port that is about to be free, is no news.
	lasting = 10 * time.Second
	// rest is the least time between two messages of a kind. What comes and goes
	// stays in the tray's icon.
	rest = 10 * time.Minute
)

// message is what is to be told or taken back.
type message struct {
	kind kind
	page string // the page of the window that a click opens
	over bool   // the cause is gone: take it back
	of   string // of news: the version
}

// teller decides what is told. It has no clock, no goroutine and no bus.
type teller struct {
	stays   bool   // stays may still be told
	version string // that news were told of last
	last    control.Status
	blocked time.Time          // since when; zero while Keyport is not
	told    map[kind]time.Time // when it was told last
	shown   map[kind]bool      // told, and not over yet
}

func newTeller(stays bool) *teller {
	return &teller{stays: stays, told: map[kind]time.Time{}, shown: map[kind]bool{}}
}

// take notes a new state and gives what it means at once.
func (t *teller) take(s control.Status, now time.Time) (out []message) {
	before := t.last
	t.last = s
	switch {
	case s.State != control.StateBlocked:
		t.blocked = time.Time{}
	case t.blocked.IsZero():
		t.blocked = now
	}
	if before.Window && !s.Window && s.TrayHost && !s.Quitting && t.stays {
		t.stays = false
		out = append(out, message{kind: stays})
	}
	if v := announced(s); v != "" && v != t.version {
		t.version = v
		if !s.Window { // which says it already
			out = append(out, message{kind: news, page: control.PageAbout, of: v})
		}
	} else if v == "" && t.version != "" && announced(before) != "" {
		out = append(out, message{kind: news, over: true})
	}
	return out
}

// announced is the newer version that Keyport tells of, "" for none.
func announced(s control.Status) string {
	told := slices.ContainsFunc(s.Problems, func(p control.Problem) bool { return p.Code == control.CodeUpdate })
	if !told || s.Updates == nil || s.Updates.Newer == nil {
		return ""
	}
	return s.Updates.Newer.Version
}

// due gives what is to be told now, and after how long to ask again; zero means
// not before the next state.
func (t *teller) due(now time.Time) (out []message, wait time.Duration) {
	guess := slices.IndexFunc(t.last.Problems, func(p control.Problem) bool { return p.Code == "wrong_passwords" })
	var guessed time.Time
	if guess >= 0 {
		guessed = now
	}
	for _, c := range []struct {
		kind  kind
		since time.Time // zero: there is no cause
		after time.Duration
	}{
		{needs, t.blocked, lasting},
		{tries, guessed, 0},
	} {
		at := c.since.Add(c.after)
		if last, ok := t.told[c.kind]; ok && at.Before(last.Add(rest)) {
			at = last.Add(rest)
		}
		switch {
		case c.since.IsZero():
			if t.shown[c.kind] && c.kind != tries { // who comes back later should see that somebody tried
				out = append(out, message{kind: c.kind, over: true})
			}
			delete(t.shown, c.kind)
		case t.shown[c.kind]:
		case at.After(now):
			if left := at.Sub(now); wait == 0 || left < wait {
				wait = left
			}
		default:
			t.told[c.kind], t.shown[c.kind] = now, true
			if c.kind == needs && t.last.Window {
				continue // the window says it already
			}
			out = append(out, message{kind: c.kind, page: t.page(c.kind, guess)})
		}
	}
	return out, wait
}

// page is where the window tells more.
func (t *teller) page(k kind, guess int) string {
	switch {
	case k == tries:
		return t.last.Problems[guess].Page
	case len(t.last.Problems) > 0:
		return t.last.Problems[0].Page
	}
	return ""
}
