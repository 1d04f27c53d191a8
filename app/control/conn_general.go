package control

import "context"

// ExportSettings implements API.
func (c *Conn) ExportSettings(ctx context.Context) (string, error) {
	return ask[string](ctx, c, routeExport, nothing{})
}

// ReviewSettings implements API.
func (c *Conn) ReviewSettings(ctx context.Context, text string) (SettingsReview, error) {
	return ask[SettingsReview](ctx, c, routeReview, textIn{text})
}

// ApplySettings implements API.
func (c *Conn) ApplySettings(ctx context.Context, text string, revision uint64) (SettingsView, error) {
	return ask[SettingsView](ctx, c, routeApply, applyIn{text, revision})
}

// ResetSettings implements API.
func (c *Conn) ResetSettings(ctx context.Context, keys bool) (SettingsView, error) {
	return ask[SettingsView](ctx, c, routeReset, keysIn{keys})
}

// Diagnostics implements API.
func (c *Conn) Diagnostics(ctx context.Context) (string, error) {
	return ask[string](ctx, c, routeDiagnostics, nothing{})
}
