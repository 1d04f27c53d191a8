package control

import "context"

const routeCheckPort = "/network/port"

type portIn struct{ Port int }

var networkMethods = map[string]method{
	routeCheckPort: call(func(ctx context.Context, a API, in portIn) (PortAnswer, error) { return a.CheckPort(ctx, in.Port) }),
}

// CheckPort implements API.
func (c *Conn) CheckPort(ctx context.Context, port int) (PortAnswer, error) {
	return ask[PortAnswer](ctx, c, routeCheckPort, portIn{port})
}
