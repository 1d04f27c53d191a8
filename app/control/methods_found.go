package control

import "context"

const (
	routeFound    = "/key/found"
	routeFoundUse = "/key/found/use"
)

type foundIn struct{ Variable, Upstream string }

var foundMethods = map[string]method{
	routeFound: call(func(ctx context.Context, a API, _ nothing) ([]FoundKey, error) { return a.FoundKeys(ctx) }),
	routeFoundUse: act(func(ctx context.Context, a API, in foundIn) error {
		return a.UseFoundKey(ctx, in.Variable, in.Upstream)
	}),
}

// FoundKeys implements API.
func (c *Conn) FoundKeys(ctx context.Context) ([]FoundKey, error) {
	return ask[[]FoundKey](ctx, c, routeFound, nothing{})
}

// UseFoundKey implements API.
func (c *Conn) UseFoundKey(ctx context.Context, variable, upstream string) error {
	return tell(ctx, c, routeFoundUse, foundIn{variable, upstream})
}
