package app

import (
	"context"

	"keyport/app/control"
)

// Activity implements control.ActivityAPI.
func (o *Offline) Activity(context.Context, control.ActivityCursor) (control.ActivityPage, error) {
	return control.ActivityPage{}, notRunning()
}

// ActivityDetail implements control.ActivityAPI.
func (o *Offline) ActivityDetail(context.Context, uint64) (control.ActivityDetail, error) {
	return control.ActivityDetail{}, notRunning()
}

// CancelRequest implements control.ActivityAPI.
func (o *Offline) CancelRequest(context.Context, uint64) error { return notRunning() }

// ClearActivity implements control.ActivityAPI.
func (o *Offline) ClearActivity(context.Context) error { return notRunning() }

// Capture implements control.ActivityAPI.
func (o *Offline) Capture(context.Context, int) error { return notRunning() }
