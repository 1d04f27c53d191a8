// Package activity remembers the requests of this run: what runs, the last
// thousands that ended, how often something was refused, and, while the person
// has it recorded, what was said. All of it lives in memory and ends with the
// program; nothing here opens a file or writes a log. It does not know where
// requests come from: the proxy hands it records, and app/control shows its rows.
package activity

import (
	"sync"
	"sync/atomic"
	"time"

	"keyport/app/control"
	"keyport/proxy"
	"keyport/proxy/secret"
)

const (
	// Keep is how many finished requests are remembered: an agent's day, in about 3 MB.
	Keep = 5000
	// keepFolded is how many kinds of refusals and of answers of Keyport's own are remembered.
	keepFolded = 200
)

// Source is what knows of the requests that run: the proxy.
type Source interface {
	// Live lists them, the oldest first.
	Live() []proxy.Record
	// Cancel ends one; false when it does not run any more.
	Cancel(id uint64) bool
}

// Log is the activity of one run. Its methods may be called from any goroutine.
type Log struct {
	source Source
	mask   atomic.Pointer[secret.Mask]
	add    sync.Mutex // serialises Mask

	version atomic.Uint64 // of the list of those that run
	waiting atomic.Int32  // callers of Page that wait

	captures captures

	mu      sync.Mutex // guards what follows; held for microseconds
	run     uint64
	seq     uint64 // of the last change of a row
	rows    ring
	folds   foldTable
	changed chan struct{} // closed at the next change; nil while nobody waits
}

// New makes a Log. Until From is called nothing runs.
func New() *Log {
	l := &Log{run: uint64(time.Now().UnixNano())}
	l.mask.Store(&secret.Mask{})
	return l
}

// From says where the running requests are to be asked for. It is called once, before the first request.
func (l *Log) From(s Source) { l.source = s }

// Mask takes the secrets out of everything that is shown from now on.
func (l *Log) Mask(secrets ...secret.Secret) {
	l.add.Lock()
	defer l.add.Unlock()
	next := l.mask.Load().With(secrets...)
	l.mask.Store(&next)
}

// Add takes in a request that has ended. It is called by requests and never waits for anybody.
func (l *Log) Add(r proxy.Record) {
	outcome := Outcome(r)
	captured := l.captures.end(r.ID)
	if quiet(r, outcome) {
		l.Touch() // it may have been seen running
		return
	}
	l.mu.Lock()
	l.seq++
	if foldable(r, outcome) && !captured {
		l.folds.add(r, outcome, l.seq)
	} else {
		l.rows.add(entry{seq: l.seq, outcome: outcome, record: r})
	}
	l.wake()
	l.mu.Unlock()
}

// Touch says that something about the running requests has changed. While
// nobody looks it costs one addition.
func (l *Log) Touch() {
	l.version.Add(1)
	if l.waiting.Load() == 0 {
		return
	}
	l.mu.Lock()
	l.wake()
	l.mu.Unlock()
}

// wake tells those who wait. The caller holds mu.
func (l *Log) wake() {
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// Clear forgets what has ended, and what was recorded of it.
func (l *Log) Clear() {
	l.captures.clear()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.run++
	l.rows, l.folds = ring{}, foldTable{}
	l.wake()
}

// Cancel ends a running request; false when it does not run any more.
func (l *Log) Cancel(id uint64) bool { return l.source.Cancel(id) }

// live lists what runs; a Log that was not told where to ask has none.
func (l *Log) live() []proxy.Record {
	if l.source == nil {
		return nil
	}
	return l.source.Live()
}

// find gives what is remembered of a request, running or not.
func (l *Log) find(id uint64) (e entry, running, ok bool) {
	l.mu.Lock()
	e, ok = l.rows.find(id)
	if !ok {
		e, ok = l.folds.find(id)
	}
	l.mu.Unlock()
	if ok {
		return e, false, true
	}
	for _, r := range l.live() {
		if r.ID == id {
			return entry{record: r, outcome: control.OutcomeRunning}, true, true
		}
	}
	return entry{}, false, false
}
