package control

import "context"

// Autostart implements API.
func (c *Conn) Autostart(ctx context.Context) (Autostart, error) {
	return ask[Autostart](ctx, c, routeAutostart, nothing{})
}

// SetAutostart implements API.
func (c *Conn) SetAutostart(ctx context.Context, on bool) (Autostart, error) {
	return ask[Autostart](ctx, c, routeSetAutostart, onIn{on})
}
