package control

import "context"

const routeChange = "/client/change"

type changeIn struct {
	Client string
	Change ClientChange
}

var appsMethods = map[string]method{
	routeChange: act(func(ctx context.Context, a API, in changeIn) error { return a.ChangeClient(ctx, in.Client, in.Change) }),
}
