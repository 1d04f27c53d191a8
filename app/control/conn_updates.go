package control

import "context"

// Updates implements API.
func (c *Conn) Updates(ctx context.Context) (Updates, error) {
	return ask[Updates](ctx, c, routeUpdates, nothing{})
}

// CheckUpdates implements API.
func (c *Conn) CheckUpdates(ctx context.Context) (Updates, error) {
	return ask[Updates](ctx, c, routeLook, nothing{})
}

// SkipUpdate implements API.
func (c *Conn) SkipUpdate(ctx context.Context) error { return tell(ctx, c, routeSkip, nothing{}) }

// OpenRelease implements API.
func (c *Conn) OpenRelease(ctx context.Context) error { return tell(ctx, c, routeRelease, nothing{}) }

// Restart implements API.
func (c *Conn) Restart(ctx context.Context) error { return tell(ctx, c, routeRestart, nothing{}) }
