package windowtest

import (
	"context"
	"fmt"

	"keyport/app/control"
)

// fakeActivity is the part of the activity: what Activity gives is Rows and Live.
type fakeActivity struct {
	Rows    []control.ActivityRow // finished, the oldest first
	Live    []control.ActivityRow // running, the newest first
	Details map[uint64]control.ActivityDetail
	// Looked is how often Activity was asked.
	Looked int

	cursor control.ActivityCursor
	news   chan struct{} // closed and renewed with every change
}

func newFakeActivity() fakeActivity {
	return fakeActivity{Details: map[uint64]control.ActivityDetail{}, cursor: control.ActivityCursor{Run: 1, Version: 1}, news: make(chan struct{})}
}

// Happen changes what there is to see, and tells who waits.
func (f *Fake) Happen(change func()) {
	f.Lock()
	defer f.Unlock()
	change()
	f.cursor.Version++
	close(f.news)
	f.news = make(chan struct{})
}

// Activity is part of control.API. A new row of Rows stands behind the others.
func (f *Fake) Activity(ctx context.Context, since control.ActivityCursor) (control.ActivityPage, error) {
	for {
		f.Lock()
		err, news := f.Fail["Activity"], f.news
		page := control.ActivityPage{Cursor: f.cursor, Running: f.Live, Keep: 5000}
		page.Cursor.Row = uint64(len(f.Rows))
		switch {
		case since.Run != f.cursor.Run:
			page.Reset, page.Rows = true, f.Rows
		case since.Row < uint64(len(f.Rows)):
			page.Rows = f.Rows[since.Row:]
		}
		if len(page.Rows) > control.ActivityRows {
			page.Rows, page.More = page.Rows[:control.ActivityRows], true
			page.Cursor.Row -= uint64(len(f.Rows)) - since.Row - control.ActivityRows
			if page.Reset {
				page.Cursor.Row = control.ActivityRows
			}
		}
		f.Looked++
		f.Unlock()
		if err != nil || page.Cursor != since {
			return page, err
		}
		select {
		case <-ctx.Done():
			return page, ctx.Err()
		case <-news:
		}
	}
}

// ActivityDetail is part of control.API. Without a detail of its own a row is all there is.
func (f *Fake) ActivityDetail(_ context.Context, id uint64) (control.ActivityDetail, error) {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter(fmt.Sprintf("ActivityDetail %d", id), "ActivityDetail"); err != nil {
		return control.ActivityDetail{}, err
	}
	d := f.Details[id]
	for _, r := range append(f.Live[:len(f.Live):len(f.Live)], f.Rows...) {
		if r.ID == id {
			d.Row = r
			return d, nil
		}
	}
	return d, &control.Error{Code: control.CodeNotFound, Message: "This request is not there any more."}
}

// CancelRequest is part of control.API.
func (f *Fake) CancelRequest(_ context.Context, id uint64) error {
	f.Lock()
	defer f.Unlock()
	return f.Enter(fmt.Sprintf("CancelRequest %d", id), "CancelRequest")
}

// ClearActivity is part of control.API.
func (f *Fake) ClearActivity(context.Context) error {
	err := f.noted("ClearActivity")
	if err == nil {
		f.Happen(func() { f.Rows, f.cursor.Run = nil, f.cursor.Run+1 })
	}
	return err
}

// Capture is part of control.API. What it does to the status is the test's affair.
func (f *Fake) Capture(_ context.Context, minutes int) error {
	f.Lock()
	defer f.Unlock()
	return f.Enter(fmt.Sprintf("Capture %d", minutes), "Capture")
}
