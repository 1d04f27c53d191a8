package control

import "context"

const routeQuitIdle = "/quit/idle"

var quitMethods = map[string]method{
	routeQuitIdle: act(func(ctx context.Context, a API, _ nothing) error { return a.QuitWhenIdle(ctx) }),
}
