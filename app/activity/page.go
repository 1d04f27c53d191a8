package activity

import (
	"cmp"
	"context"
	"slices"
	"time"

	"keyport/app/control"
)

const (
	// pace is the least time between two answers to a caller that follows.
	pace = 200 * time.Millisecond
	// longest is how long a caller waits for a change.
	longest = 25 * time.Second
)

// Page gives what has changed since a cursor, and waits for it; see
// control.ActivityAPI. When ctx ends it gives what there is.
func (l *Log) Page(ctx context.Context, since control.ActivityCursor) control.ActivityPage {
	l.waiting.Add(1)
	defer l.waiting.Add(-1)
	paced, late := time.NewTimer(pace), time.NewTimer(longest)
	defer paced.Stop()
	defer late.Stop()
	for due := false; ; {
		page, changed := l.page(since)
		news := page.Cursor != since
		switch {
		case page.Reset, page.More, news && due:
			return page
		case news: // more will come at once: a busy agent changes something a thousand times a second
			changed = nil
		}
		select {
		case <-changed:
		case <-paced.C:
			due = true
		case <-late.C:
			return page
		case <-ctx.Done():
			return page
		}
	}
}

// page gives what has changed by now, and a channel that is closed at the next change.
func (l *Log) page(since control.ActivityCursor) (control.ActivityPage, <-chan struct{}) {
	l.mu.Lock()
	if l.changed == nil {
		l.changed = make(chan struct{})
	}
	changed := l.changed
	version := l.version.Load()
	l.mu.Unlock()
	live := l.live() // before the rows: what ends in between is seen twice rather than not at all

	l.mu.Lock()
	page := control.ActivityPage{Keep: Keep, Cursor: control.ActivityCursor{Run: l.run, Row: since.Row, Version: version}}
	if since.Run != l.run {
		page.Reset, page.Cursor.Row = true, 0
	}
	rows := append(l.rows.after(page.Cursor.Row, control.ActivityRows+1), l.folds.after(page.Cursor.Row)...)
	l.mu.Unlock()

	slices.SortFunc(rows, func(a, b entry) int { return cmp.Compare(a.seq, b.seq) })
	if len(rows) > control.ActivityRows {
		rows, page.More = rows[:control.ActivityRows], true
	}
	ended := map[uint64]bool{}
	for _, e := range rows {
		page.Cursor.Row = e.seq
		ended[e.record.ID] = true
		page.Rows = append(page.Rows, l.row(e))
	}
	for _, r := range slices.Backward(live) {
		if !ended[r.ID] {
			page.Running = append(page.Running, l.row(entry{record: r, outcome: control.OutcomeRunning}))
		}
	}
	return page, changed
}
