package control

import "context"

// The routes of ActivityAPI.
const (
	routeActivity       = "/activity"
	routeActivityDetail = "/activity/detail"
	routeActivityCancel = "/activity/cancel"
	routeActivityClear  = "/activity/clear"
	routeCapture        = "/activity/capture"
)

type (
	idIn      struct{ ID uint64 }
	minutesIn struct{ Minutes int }
)

var activityMethods = map[string]method{
	routeActivity: call(func(ctx context.Context, a API, in ActivityCursor) (ActivityPage, error) { return a.Activity(ctx, in) }),
	routeActivityDetail: call(func(ctx context.Context, a API, in idIn) (ActivityDetail, error) {
		return a.ActivityDetail(ctx, in.ID)
	}),
	routeActivityCancel: act(func(ctx context.Context, a API, in idIn) error { return a.CancelRequest(ctx, in.ID) }),
	routeActivityClear:  act(func(ctx context.Context, a API, _ nothing) error { return a.ClearActivity(ctx) }),
	routeCapture:        act(func(ctx context.Context, a API, in minutesIn) error { return a.Capture(ctx, in.Minutes) }),
}
