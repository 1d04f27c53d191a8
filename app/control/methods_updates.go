package control

import "context"

const (
	routeUpdates = "/updates"
	routeLook    = "/updates/check"
	routeSkip    = "/updates/skip"
	routeRelease = "/updates/open"
	routeRestart = "/restart"
)

var updatesMethods = map[string]method{
	routeUpdates: call(func(ctx context.Context, a API, _ nothing) (Updates, error) { return a.Updates(ctx) }),
	routeLook:    call(func(ctx context.Context, a API, _ nothing) (Updates, error) { return a.CheckUpdates(ctx) }),
	routeSkip:    act(func(ctx context.Context, a API, _ nothing) error { return a.SkipUpdate(ctx) }),
	routeRelease: act(func(ctx context.Context, a API, _ nothing) error { return a.OpenRelease(ctx) }),
	routeRestart: act(func(ctx context.Context, a API, _ nothing) error { return a.Restart(ctx) }),
}
