package control

import "context"

// TryPortNow implements API.
func (c *Conn) TryPortNow(ctx context.Context) error { return tell(ctx, c, routePort, nothing{}) }

// TrySaveNow implements API.
func (c *Conn) TrySaveNow(ctx context.Context) error { return tell(ctx, c, routeSaving, nothing{}) }

// AskKeychain implements API.
func (c *Conn) AskKeychain(ctx context.Context) error { return tell(ctx, c, routeUnlock, nothing{}) }

// UseSession implements API.
func (c *Conn) UseSession(ctx context.Context) error { return tell(ctx, c, routeSession, nothing{}) }

// StartFresh implements API.
func (c *Conn) StartFresh(ctx context.Context) (SettingsView, error) {
	return ask[SettingsView](ctx, c, routeFresh, nothing{})
}

// DismissProblem implements API.
func (c *Conn) DismissProblem(ctx context.Context, code string) error {
	return tell(ctx, c, routeDismiss, nameIn{code})
}

// CrashReport implements API.
func (c *Conn) CrashReport(ctx context.Context) (string, error) {
	out, err := ask[textIn](ctx, c, routeReport, nothing{})
	return out.Text, err
}

// TestAll implements API.
func (c *Conn) TestAll(ctx context.Context) ([]TestResult, error) {
	return ask[[]TestResult](ctx, c, routeTestAll, nothing{})
}
