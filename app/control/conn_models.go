package control

import "context"

// ModelLists implements API.
func (c *Conn) ModelLists(ctx context.Context) ([]ModelList, error) {
	return ask[[]ModelList](ctx, c, routeModelLists, nothing{})
}

// RefreshModels implements API.
func (c *Conn) RefreshModels(ctx context.Context) ([]ModelList, error) {
	return ask[[]ModelList](ctx, c, routeModelsRefresh, nothing{})
}

// TryRules implements API.
func (c *Conn) TryRules(ctx context.Context, try TryRules) (TriedRules, error) {
	return ask[TriedRules](ctx, c, routeTryRules, try)
}

// TryThink implements API.
func (c *Conn) TryThink(ctx context.Context, try TryThink) (TriedThink, error) {
	return ask[TriedThink](ctx, c, routeTryThink, try)
}
