package proxy

import (
	"sync"
	"time"

	"keyport/proxy/dialect"
)

// How many refused credentials are told to the person. An app with an old
// password asks a few times a minute; somebody who guesses has to do better.
const (
	manyTries = 20
	triesSpan = time.Minute
	triesTold = time.Second // the same flood is told again no sooner
)

// badTries counts the credentials that were refused. Nobody is locked out and
// nothing is slowed down: every program of this computer could then keep the
// person's apps from working, and 128 random bits are not guessed at any pace.
type badTries struct {
	mu   sync.Mutex
	last [manyTries]time.Time // the latest tries, as a ring
	next int
	told time.Time
}

// add counts one try. many says, at most once a second, that it was the last of
// 20 within a minute; since is the first of those.
func (b *badTries) add(now time.Time) (since time.Time, many bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last[b.next] = now
	b.next = (b.next + 1) % manyTries
	since = b.last[b.next]
	many = !since.IsZero() && now.Sub(since) < triesSpan && (b.told.IsZero() || now.Sub(b.told) >= triesTold)
	if many {
		b.told = now
	}
	return since, many
}

// noteTry counts a request whose credential was refused.
func (x *exchange) noteTry(e *dialect.Error) {
	if !x.snap.gates.Guessed(&x.Request, e) {
		return
	}
	if since, many := x.h.tries.add(x.record.Start); many && x.snap.BadTries != nil {
		x.snap.BadTries(since)
	}
}
