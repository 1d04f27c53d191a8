package catalog

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestRefreshAsksAlthoughTheListIsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		c := New(Options{})
		defer c.Close()
		c.Configure([]Source{{Name: "u", Serves: func(string) bool { return true }, Fetch: func(ctx context.Context, _ []Model) ([]Model, error) {
			time.Sleep(time.Second)
			if asked.Add(1) == 2 {
				return nil, errors.New("away")
			}
			return []Model{{ID: "m", Context: 1, Chat: true}}, nil
		}}}, View{})
		if got := c.Current(); len(got) != 0 {
			t.Errorf("known before anything came: %v", got)
		}
		c.Refresh(t.Context()) // joins the fetch that runs
		if n := asked.Load(); n != 1 || len(c.Current()) != 1 {
			t.Fatalf("asked %d times, %v", n, c.Current())
		}
		c.Refresh(t.Context())
		if n := asked.Load(); n != 1 {
			t.Fatalf("asked %d times: the list has just come", n)
		}
		time.Sleep(3 * time.Second)
		c.Refresh(t.Context())
		if n := asked.Load(); n != 2 {
			t.Fatalf("asked %d times", n)
		}
		if h := c.Health()[0]; h.Err == nil || h.Models != 1 || len(c.Current()) != 1 {
			t.Errorf("a refresh that failed took the list away: %+v", h)
		}
		time.Sleep(3 * time.Second)
		c.Refresh(t.Context())
		if h := c.Health()[0]; h.Err != nil || asked.Load() != 3 {
			t.Errorf("%+v", h)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		time.Sleep(50 * time.Millisecond)
		before := time.Now()
		time.Sleep(3 * time.Second)
		c.Refresh(ctx) // the caller is gone: nobody waits
		if waited := time.Since(before); waited > 3*time.Second {
			t.Errorf("waited %v", waited)
		}
		time.Sleep(2 * time.Second)
	})
}
