package activity

import (
	"context"
	"fmt"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/proxy"
)

// sources are running requests for tests.
type source []proxy.Record

func (s source) Live() []proxy.Record { return s }
func (s source) Cancel(uint64) bool   { return false }

func record(id uint64) proxy.Record {
	return proxy.Record{ID: id, Start: time.Unix(int64(id), 0), Client: "app", Route: "POST chat/completions", Asked: fmt.Sprint("m", id), Status: 200, UpstreamStatus: 200, Upstream: "u"}
}

func refusal(id uint64, model string) proxy.Record {
	return proxy.Record{ID: id, Start: time.Unix(int64(id), 0), Route: "POST chat/completions", Asked: model, Status: 401, Code: "password_required"}
}

// all reads everything, page by page.
func all(t *testing.T, l *Log) (rows []control.ActivityRow, at control.ActivityCursor) {
	t.Helper()
	for {
		page := l.Page(ended(), at)
		if len(page.Rows) > control.ActivityRows {
			t.Fatalf("a page of %d rows", len(page.Rows))
		}
		rows, at = append(rows, page.Rows...), page.Cursor
		if !page.More {
			return rows, at
		}
	}
}

// ended is a context that waits for nothing.
func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func TestRowsComeInOrderAndTheOldestGo(t *testing.T) {
	for _, n := range []int{0, 1, 499, 500, 501, Keep - 1, Keep, Keep + 1, 2*Keep + 37} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			l := New()
			for i := range n {
				l.Add(record(uint64(i + 1)))
			}
			rows, _ := all(t, l)
			if want := min(n, Keep); len(rows) != want {
				t.Fatalf("%d rows, want %d", len(rows), want)
			}
			for i, r := range rows {
				if want := uint64(n - len(rows) + i + 1); r.ID != want {
					t.Fatalf("row %d is %d, want %d", i, r.ID, want)
				}
			}
			if n > Keep {
				if _, ok := l.Detail(1, ""); ok {
					t.Error("the first is still known")
				}
			}
			if n > 0 {
				if d, ok := l.Detail(uint64(n), ""); !ok || d.Row.Asked != fmt.Sprint("m", n) {
					t.Errorf("the last: %+v", d)
				}
			}
		})
	}
}

func TestCursorGivesWhatIsNew(t *testing.T) {
	l := New()
	for i := range 10 {
		l.Add(record(uint64(i + 1)))
	}
	_, at := all(t, l)
	if page := l.Page(ended(), at); page.Reset || page.More || len(page.Rows) != 0 || page.Cursor != at {
		t.Errorf("nothing is new: %+v", page)
	}
	l.Add(record(11))
	l.Add(record(12))
	page := l.Page(ended(), at)
	if len(page.Rows) != 2 || page.Rows[0].ID != 11 || page.Rows[1].ID != 12 || page.Reset {
		t.Errorf("%+v", page)
	}
	t.Run("behind by more than there is", func(t *testing.T) {
		for i := range Keep + 100 {
			l.Add(record(uint64(i + 100)))
		}
		page := l.Page(ended(), at)
		if !page.More || len(page.Rows) != control.ActivityRows || page.Rows[0].ID != 200 || page.Reset {
			t.Errorf("%d rows from %d, more %t, reset %t", len(page.Rows), page.Rows[0].ID, page.More, page.Reset)
		}
	})
	t.Run("cleared", func(t *testing.T) {
		_, at := all(t, l)
		l.Clear()
		page := l.Page(ended(), at)
		if !page.Reset || len(page.Rows) != 0 {
			t.Errorf("%+v", page)
		}
		l.Add(record(7))
		if page = l.Page(ended(), page.Cursor); page.Reset || len(page.Rows) != 1 {
			t.Errorf("after it: %+v", page)
		}
	})
	t.Run("of another run", func(t *testing.T) {
		if page := l.Page(ended(), control.ActivityCursor{Run: 1, Row: 1 << 40, Version: 3}); !page.Reset || len(page.Rows) != 1 {
			t.Errorf("%+v", page)
		}
	})
}

func TestFloodOfRefusalsPushesNothingOut(t *testing.T) {
	l := New()
	l.Add(record(1))
	for i := range 3 * Keep {
		l.Add(refusal(uint64(i+2), "m"))
	}
	rows, at := all(t, l)
	if len(rows) != 2 || rows[0].ID != 1 || rows[1].Count != 3*Keep {
		t.Fatalf("%+v", rows)
	}
	t.Run("the row counts on", func(t *testing.T) {
		l.Add(refusal(3*Keep+2, "m"))
		page := l.Page(ended(), at)
		if len(page.Rows) != 1 || page.Rows[0].ID != rows[1].ID || page.Rows[0].Count != 3*Keep+1 {
			t.Errorf("%+v", page.Rows)
		}
	})
	t.Run("and begins anew after a while", func(t *testing.T) {
		_, at := all(t, l)
		l.Add(refusal(3*Keep+3+uint64(foldFor/time.Second), "m"))
		if page := l.Page(ended(), at); len(page.Rows) != 1 || page.Rows[0].ID == rows[1].ID || page.Rows[0].Count > 1 {
			t.Errorf("%+v", page.Rows)
		}
	})
	t.Run("of ten thousand kinds", func(t *testing.T) {
		for i := range 10000 {
			l.Add(refusal(uint64(i+1e6), fmt.Sprint(i)))
		}
		rows, _ := all(t, l)
		if len(rows) != 1+keepFolded || rows[0].ID != 1 || len(l.folds.byKind) != keepFolded {
			t.Errorf("%d rows, %d kinds", len(rows), len(l.folds.byKind))
		}
	})
}

func TestAnswersOfKeyportsOwnAreFolded(t *testing.T) {
	l := New()
	for i := range 100 {
		l.Add(proxy.Record{ID: uint64(i + 1), Route: "GET api/version", Local: true, Status: 200, Client: "app"})
		l.Add(proxy.Record{ID: uint64(i + 1000), Status: 200}) // a sign of life
	}
	if rows, _ := all(t, l); len(rows) != 1 || rows[0].Count != 100 {
		t.Errorf("%+v", rows)
	}
}

func TestPageWaitsForAChange(t *testing.T) {
	l := New()
	l.From(source{{ID: 9, Start: time.Now(), Route: "POST chat/completions"}})
	first := l.Page(t.Context(), control.ActivityCursor{}) // at once
	if len(first.Running) != 1 || first.Running[0].Outcome != control.OutcomeRunning || !first.Reset {
		t.Fatalf("%+v", first)
	}
	for name, change := range map[string]func(){
		"a row":              func() { l.Add(record(1)) },
		"a running request":  l.Touch,
		"everything is gone": l.Clear,
	} {
		t.Run(name, func(t *testing.T) {
			_, at := all(t, l)
			got := make(chan control.ActivityPage)
			go func() { got <- l.Page(context.Background(), at) }()
			for l.waiting.Load() == 0 {
				time.Sleep(time.Millisecond)
			}
			change()
			select {
			case page := <-got:
				if page.Cursor == at {
					t.Errorf("nothing is new in %+v", page)
				}
			case <-time.After(20 * time.Second): // sooner than longest
				t.Fatal("nobody woke it")
			}
		})
	}
}

// An agent changes something all the time; the window is told five times a second.
func TestPagesArePaced(t *testing.T) {
	l := New()
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for id := uint64(1); ; id++ {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Microsecond):
				l.Add(record(id))
				l.Touch()
			}
		}
	}()
	page := l.Page(t.Context(), control.ActivityCursor{})
	begin := time.Now()
	const pages = 6
	for range pages {
		page = l.Page(t.Context(), page.Cursor)
	}
	if took := time.Since(begin); took < pages*pace { // never sooner, however slow the machine is
		t.Errorf("%d pages within %s", pages, took)
	}
	close(stop)
	<-ended
}
