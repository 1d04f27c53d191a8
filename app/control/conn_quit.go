package control

import "context"

// QuitWhenIdle implements API.
func (c *Conn) QuitWhenIdle(ctx context.Context) error { return tell(ctx, c, routeQuitIdle, nothing{}) }
