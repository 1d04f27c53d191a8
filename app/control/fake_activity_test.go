package control

import "context"

func (f *fake) Activity(_ context.Context, since ActivityCursor) (ActivityPage, error) {
	return ActivityPage{Cursor: ActivityCursor{1, 2, 3}, Rows: []ActivityRow{{ID: 7, Asked: "a\u202eb\n", Outcome: OutcomeOK, Took: 12}}}, f.did(since)
}

func (f *fake) ActivityDetail(_ context.Context, id uint64) (ActivityDetail, error) {
	return ActivityDetail{Row: ActivityRow{ID: id}, Changes: []ActivityChange{{What: ChangeModel, Before: "a", After: "b"}}}, f.did(id)
}
func (f *fake) CancelRequest(_ context.Context, id uint64) error { return f.did(id) }
func (f *fake) ClearActivity(context.Context) error              { return f.did("clear") }
func (f *fake) Capture(_ context.Context, minutes int) error     { return f.did(minutes) }
