package control

import "context"

const (
	routePort    = "/problem/port"
	routeSaving  = "/problem/saving"
	routeUnlock  = "/problem/unlock"
	routeSession = "/problem/session"
	routeFresh   = "/problem/fresh"
	routeDismiss = "/problem/dismiss"
	routeReport  = "/problem/report"
	routeTestAll = "/problem/test"
)

var problemMethods = map[string]method{
	routePort:    act(func(ctx context.Context, a API, _ nothing) error { return a.TryPortNow(ctx) }),
	routeSaving:  act(func(ctx context.Context, a API, _ nothing) error { return a.TrySaveNow(ctx) }),
	routeUnlock:  act(func(ctx context.Context, a API, _ nothing) error { return a.AskKeychain(ctx) }),
	routeSession: act(func(ctx context.Context, a API, _ nothing) error { return a.UseSession(ctx) }),
	routeFresh:   call(func(ctx context.Context, a API, _ nothing) (SettingsView, error) { return a.StartFresh(ctx) }),
	routeDismiss: act(func(ctx context.Context, a API, in nameIn) error { return a.DismissProblem(ctx, in.Name) }),
	routeReport: call(func(ctx context.Context, a API, _ nothing) (textIn, error) {
		text, err := a.CrashReport(ctx)
		return textIn{text}, err
	}),
	routeTestAll: call(func(ctx context.Context, a API, _ nothing) ([]TestResult, error) { return a.TestAll(ctx) }),
}
