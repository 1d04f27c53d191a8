package app

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// counted is processors that only note what they would set.
func counted(t *testing.T) (p *processors, set func() []int) {
	t.Helper()
	t.Setenv("GOMAXPROCS", "")
	p = newProcessors()
	p.many = 8
	var all []int
	p.set = func(n int) { all = append(all, n) }
	return p, func() []int { return all }
}

func TestFewRequestsHaveOneProcessorManyHaveAll(t *testing.T) {
	p, set := counted(t)
	for range 3 {
		p.requests(1)
		p.requests(0)
	}
	if got := set(); !slices.Equal(got, []int{1}) {
		t.Fatalf("the first request sets %v, not one processor once", got)
	}
	for n := range 2 * fewRequests {
		p.requests(n)
	}
	if got := set(); !slices.Equal(got, []int{1, 8}) {
		t.Fatalf("many at once set %v, not all processors at once", got)
	}
}

func TestAPauseOfACrowdChangesNothing(t *testing.T) {
	p, set := counted(t)
	p.requests(1)
	for range 5 {
		p.requests(fewRequests + 1)
		for range calmFor {
			p.requests(fewRequests)
		}
	}
	if got := set(); !slices.Equal(got, []int{1, 8}) {
		t.Fatalf("crowds with pauses set %v, not up once", got)
	}
	p.requests(1)
	if got := set(); !slices.Equal(got, []int{1, 8, 1}) {
		t.Fatalf("behind the crowds %v are set, not one processor again", got)
	}
}

// A change takes its time, and requests come meanwhile.
func TestACrowdDuringAChangeHasAllProcessors(t *testing.T) {
	for _, started := range []bool{false, true} {
		p, _ := counted(t)
		if started {
			p.requests(fewRequests + 1)
			for range calmFor {
				p.requests(1)
			}
		}
		var now atomic.Int64
		begun, goOn := make(chan struct{}), make(chan struct{})
		p.set = func(n int) {
			if n == 1 {
				close(begun)
				<-goOn
			}
			now.Store(int64(n))
		}
		var wait sync.WaitGroup
		wait.Go(func() { p.requests(1) })
		<-begun
		for n := 2; n <= 2*fewRequests; n++ {
			wait.Go(func() { p.requests(n) })
		}
		for p.calm.Load() != 0 { // the crowd has come
			runtime.Gosched()
		}
		close(goOn)
		wait.Wait()
		if now.Load() != 8 {
			t.Errorf("%d requests in flight have %d processors", 2*fewRequests, now.Load())
		}
	}
}

// Decisions cross: nobody may be left with one processor for a crowd.
func TestACrowdIsNeverLeftWithOne(t *testing.T) {
	for range 3000 {
		p, _ := counted(t)
		var now atomic.Int64
		p.set = func(n int) { runtime.Gosched(); now.Store(int64(n)) }
		var wait sync.WaitGroup
		for n := range 2 * fewRequests {
			wait.Go(func() { p.requests(n + 1) })
		}
		if wait.Wait(); now.Load() != 8 {
			t.Fatalf("%d requests in flight have %d processors", 2*fewRequests, now.Load())
		}
	}
}

func TestAPersonsNumberOfProcessorsStays(t *testing.T) {
	t.Setenv("GOMAXPROCS", "3")
	before := runtime.GOMAXPROCS(0)
	p := newProcessors()
	for n := range 10 {
		p.requests(n)
	}
	if p != nil || runtime.GOMAXPROCS(0) != before {
		t.Errorf("%d processors, as before: %d", runtime.GOMAXPROCS(0), before)
	}
}

func TestProcessorsAreToldByManyAtOnce(t *testing.T) {
	p, _ := counted(t)
	var mu sync.Mutex
	last, inside := 0, 0
	p.set = func(n int) {
		mu.Lock()
		defer mu.Unlock()
		if inside++; n == last {
			t.Errorf("set to %d again", n)
		}
		last = n
	}
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			for i := range 20 * calmFor {
				p.requests(i / 500 % 2 * 2 * fewRequests)
			}
		})
	}
	done.Wait()
	p.requests(fewRequests + 1)
	if last != 8 || inside < 3 {
		t.Errorf("after %d changes %d processors are set, not all", inside, last)
	}
}
