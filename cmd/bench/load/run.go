package load

import (
	"fmt"
	"sync"
	"time"

	"keyport/cmd/bench/wire"
)

// Target is where requests go, and what they are.
type Target struct {
	Addr    string // host:port
	Request []byte
	Chunks  int // lines with a mark in every answer; 0: the answers are no streams
}

// Result is what a run of requests came to. All times are in nanoseconds.
type Result struct {
	Took    []int64 // of each request that went well, to the end of its answer
	Firsts  []int64 // of each stream, to its first chunk
	Delays  []int64 // of each chunk, from its writing
	Errors  int     // requests that did not go well; streams that were cut or not complete among them
	First   error   // the first of them
	Elapsed time.Duration
}

// once makes one request and judges it.
func (t Target) once(c *Client, s *Stream, r *Result) {
	if t.Chunks == 0 {
		s = nil
	} else {
		s.Begin()
	}
	start := wire.Now()
	a, err := c.Do(t.Request, s)
	took := wire.Now() - start
	switch {
	case err != nil:
	case a.Status != 200:
		err = fmt.Errorf("status %d", a.Status)
	case s != nil && (s.Events != t.Chunks || !s.Done):
		err = fmt.Errorf("%d of %d chunks, complete: %v", s.Events, t.Chunks, s.Done)
	}
	if err != nil {
		if r.Errors++; r.First == nil {
			r.First = err
		}
		return
	}
	r.Took = append(r.Took, took)
	if s != nil {
		r.Firsts = append(r.Firsts, s.First-start)
	}
}

// warmUp requests go before each run and are not counted: they open the
// connections on both sides.
const warmUp = 3

// Sequence makes n requests, one after the other, over one connection. ready runs
// when it is warm, right before the clock starts; it may be nil.
func (t Target) Sequence(n int, ready func()) Result {
	c := NewClient(t.Addr)
	defer c.Close()
	s := &Stream{Delays: make([]int64, 0, (n+warmUp)*t.Chunks)}
	t.warm(c, s)
	s.Delays = s.Delays[:0]
	r := Result{Took: make([]int64, 0, n), Firsts: make([]int64, 0, n)}
	if ready != nil {
		ready()
	}
	start := time.Now()
	for range n {
		t.once(c, s, &r)
	}
	r.Elapsed, r.Delays = time.Since(start), s.Delays
	return r
}

func (t Target) warm(c *Client, s *Stream) {
	var forget Result
	n := warmUp
	if t.Chunks > 10 {
		n = 0 // a long stream warms itself up
	}
	for range n {
		t.once(c, s, &forget)
	}
}

// Crowd keeps the given number of clients busy for a time, each with a
// connection of its own. ready is as above.
func (t Target) Crowd(clients int, during time.Duration, ready func()) Result {
	return t.all(clients, ready, func(c *Client, s *Stream, r *Result, end time.Time) {
		for time.Now().Before(end) {
			t.once(c, s, r)
		}
	}, during)
}

// Together makes one request with each of the given number of clients, all at once.
func (t Target) Together(clients int) Result {
	return t.all(clients, nil, func(c *Client, s *Stream, r *Result, _ time.Time) { t.once(c, s, r) }, 0)
}

func (t Target) all(clients int, ready func(), work func(*Client, *Stream, *Result, time.Time), during time.Duration) Result {
	results := make([]Result, clients)
	var warm, done sync.WaitGroup
	warm.Add(clients)
	begin := make(chan time.Time)
	for i := range results {
		r := &results[i]
		done.Go(func() {
			c, s := NewClient(t.Addr), &Stream{}
			defer c.Close()
			t.warm(c, s)
			s.Delays = s.Delays[:0]
			r.Took = make([]int64, 0, 4096)
			warm.Done()
			work(c, s, r, <-begin)
			r.Delays = s.Delays
		})
	}
	warm.Wait()
	if ready != nil {
		ready()
	}
	start := time.Now()
	for range clients {
		begin <- start.Add(during)
	}
	done.Wait()
	return sum(results, time.Since(start))
}

func sum(results []Result, elapsed time.Duration) (all Result) {
	all.Elapsed = elapsed
	for _, r := range results {
		all.Took = append(all.Took, r.Took...)
		all.Firsts = append(all.Firsts, r.Firsts...)
		all.Delays = append(all.Delays, r.Delays...)
		all.Errors += r.Errors
		if all.First == nil {
			all.First = r.First
		}
	}
	return all
}

// Once makes one request over a connection of its own and gives what came.
func (t Target) Once() (Answer, error) {
	c := NewClient(t.Addr)
	defer c.Close()
	return c.Do(t.Request, nil)
}
