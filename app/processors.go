package app

import (
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// Go wakes a second thread for nearly every goroutine that becomes ready, and a
// request on a proxy makes several: with one processor that does not happen.
// Measured on two cores, against Go's default of two: one client needs 30 % less CPU
// a request and waits 10 to 35 µs less. Many requests want the opposite. There the
// threads take turns with those of the apps that ask, and what a thread has begun
// waits with it: with one thread more, 16 to 64 clients get a tenth to a sixth more
// requests a second, for 2 % more CPU each. A second one more brings nothing.
//
// What it costs: beside a body of tens of megabytes an event of another stream
// waits for the rest of a time slice of Go's, 10 ms, as long as that body is looked through.
const (
	fewRequests = 4   // in flight, up to which one processor does
	calmFor     = 256 // beginnings and ends of requests in a row with few of them in flight
)

// processors sets how many goroutines of this program run at the same time, by the
// number of requests in flight. A change stops the program for some ten microseconds,
// and waits for the end of a garbage collection, so it goes up at once and comes down late.
type processors struct {
	many int
	now  atomic.Int32 // 1 or many; 0 is as many as Go has chosen
	calm atomic.Int32

	mu  sync.Mutex // one change at a time
	set func(n int)
}

// newProcessors is for the one Keyport of a program, as the number is the whole
// program's. It is nil, which does nothing, when the person has chosen one by
// Go's variable. A change of how many Keyport may have (cgroups, affinity) is not
// followed: Go does that only for a program that chooses nothing.
func newProcessors() *processors {
	if os.Getenv("GOMAXPROCS") != "" {
		return nil
	}
	p := &processors{many: runtime.GOMAXPROCS(0) + 1, set: func(n int) { runtime.GOMAXPROCS(n) }}
	p.calm.Store(calmFor) // the start is over when the first request comes
	return p
}

// requests is told the number in flight at each change.
func (p *processors) requests(n int) {
	switch {
	case p == nil:
	case n > fewRequests:
		if p.calm.Load() != 0 { // no write that all threads see for each of many
			p.calm.Store(0)
		}
		p.use(p.many)
	case p.now.Load() != 1 && p.calm.Add(1) > calmFor:
		p.use(1)
	}
}

func (p *processors) use(n int) {
	if int(p.now.Load()) == n {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.now.Swap(int32(n)) // before it is so: who finds many in flight meanwhile waits above to change it back
	switch {
	case int(before) == n:
	case n == 1 && p.calm.Load() <= calmFor: // many came before that line, and saw nothing to change
		p.now.Store(before)
	default:
		p.set(n)
	}
}
