package control

import "context"

const (
	routeModelLists    = "/models/lists"
	routeModelsRefresh = "/models/refresh"
	routeTryRules      = "/try/rules"
	routeTryThink      = "/try/think"
)

var modelsMethods = map[string]method{
	routeModelLists:    call(func(ctx context.Context, a API, _ nothing) ([]ModelList, error) { return a.ModelLists(ctx) }),
	routeModelsRefresh: call(func(ctx context.Context, a API, _ nothing) ([]ModelList, error) { return a.RefreshModels(ctx) }),
	routeTryRules:      call(func(ctx context.Context, a API, in TryRules) (TriedRules, error) { return a.TryRules(ctx, in) }),
	routeTryThink:      call(func(ctx context.Context, a API, in TryThink) (TriedThink, error) { return a.TryThink(ctx, in) }),
}
