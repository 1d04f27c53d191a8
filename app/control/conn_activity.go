package control

import "context"

// Activity implements ActivityAPI.
func (c *Conn) Activity(ctx context.Context, since ActivityCursor) (ActivityPage, error) {
	return ask[ActivityPage](ctx, c, routeActivity, since)
}

// ActivityDetail implements ActivityAPI.
func (c *Conn) ActivityDetail(ctx context.Context, id uint64) (ActivityDetail, error) {
	return ask[ActivityDetail](ctx, c, routeActivityDetail, idIn{id})
}

// CancelRequest implements ActivityAPI.
func (c *Conn) CancelRequest(ctx context.Context, id uint64) error {
	return tell(ctx, c, routeActivityCancel, idIn{id})
}

// ClearActivity implements ActivityAPI.
func (c *Conn) ClearActivity(ctx context.Context) error {
	return tell(ctx, c, routeActivityClear, nothing{})
}

// Capture implements ActivityAPI.
func (c *Conn) Capture(ctx context.Context, minutes int) error {
	return tell(ctx, c, routeCapture, minutesIn{minutes})
}
