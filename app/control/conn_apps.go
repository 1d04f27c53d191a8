package control

import "context"

// ChangeClient implements API.
func (c *Conn) ChangeClient(ctx context.Context, client string, change ClientChange) error {
	return tell(ctx, c, routeChange, changeIn{client, change})
}
