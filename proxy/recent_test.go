package proxy

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestRecentlyUsedModels(t *testing.T) {
	var r recent
	start := time.Now()
	names := func(now time.Time) (names []string) {
		for _, u := range r.list(now) {
			names = append(names, u.model)
			if !u.expires.After(now) {
				t.Errorf("%s has expired at %v", u.model, u.expires)
			}
		}
		return names
	}
	if r.note("", start); names(start) != nil {
		t.Error("a request without a model was noted")
	}
	r.note("a", start)
	r.note("b", start.Add(time.Minute))
	if got := names(start.Add(time.Minute)); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("%v", got)
	}
	if got := names(start.Add(recentFor)); !slices.Equal(got, []string{"b"}) {
		t.Errorf("five minutes later %v", got)
	}
	r.note("b", start.Add(2*time.Minute))
	if got := r.list(start.Add(2 * time.Minute)); len(got) != 1 || !got[0].expires.Equal(start.Add(2*time.Minute+recentFor)) {
		t.Errorf("used again: %v", got)
	}
	r.forget("b", start.Add(3*time.Minute))
	if got := names(start.Add(3 * time.Minute)); got != nil {
		t.Errorf("unloaded, and still there: %v", got)
	}
	for i := range recentModels + 5 {
		r.note(fmt.Sprint(i), start)
	}
	if got := names(start); len(got) != recentModels || got[0] != fmt.Sprint(recentModels+4) {
		t.Errorf("%v", got)
	}
}

func TestRecentIsSafeForManyAtOnce(t *testing.T) {
	var r recent
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 200 {
				r.note(fmt.Sprint(i, j%3), time.Now())
				r.list(time.Now())
				r.forget(fmt.Sprint(i, j%3), time.Now())
			}
		})
	}
	all.Wait()
	if got := r.list(time.Now()); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
