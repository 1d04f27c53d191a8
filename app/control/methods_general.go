package control

import "context"

const (
	routeExport      = "/settings/export"
	routeReview      = "/settings/review"
	routeApply       = "/settings/apply"
	routeReset       = "/settings/reset"
	routeDiagnostics = "/diagnostics"
)

type (
	keysIn  struct{ Keys bool } // keys go too
	applyIn struct {
		Text     string
		Revision uint64
	}
)

var generalMethods = map[string]method{
	routeExport: call(func(ctx context.Context, a API, _ nothing) (string, error) { return a.ExportSettings(ctx) }),
	routeReview: call(func(ctx context.Context, a API, in textIn) (SettingsReview, error) {
		return a.ReviewSettings(ctx, in.Text)
	}),
	routeApply: call(func(ctx context.Context, a API, in applyIn) (SettingsView, error) {
		return a.ApplySettings(ctx, in.Text, in.Revision)
	}),
	routeReset: call(func(ctx context.Context, a API, in keysIn) (SettingsView, error) {
		return a.ResetSettings(ctx, in.Keys)
	}),
	routeDiagnostics: call(func(ctx context.Context, a API, _ nothing) (string, error) { return a.Diagnostics(ctx) }),
}
