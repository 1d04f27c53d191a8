package control

import "context"

const (
	routeAutostart    = "/autostart"
	routeSetAutostart = "/autostart/set"
)

var autostartMethods = map[string]method{
	routeAutostart: call(func(ctx context.Context, a API, _ nothing) (Autostart, error) { return a.Autostart(ctx) }),
	routeSetAutostart: call(func(ctx context.Context, a API, in onIn) (Autostart, error) {
		return a.SetAutostart(ctx, in.On)
	}),
}
