package app

import (
	"context"

	"keyport/app/control"
	"keyport/assets"
)

// CheckPort implements control.API. The port that is our own is free.
func (k *Keyport) CheckPort(ctx context.Context, port int) (control.PortAnswer, error) {
	k.mu.Lock()
	own := k.door != nil && k.door.port == port
	k.mu.Unlock()
	if own {
		return control.PortAnswer{OK: true, Note: portNote(port)}, nil
	}
	return checkPort(ctx, port, k.effective().Listen.IPv6)
}

// CheckPort implements control.API.
func (o *Offline) CheckPort(ctx context.Context, port int) (control.PortAnswer, error) {
	return checkPort(ctx, port, o.effective().Listen.IPv6)
}

func checkPort(ctx context.Context, port int, ipv6 bool) (control.PortAnswer, error) {
	if port < 1 || port > 65535 {
		return control.PortAnswer{Sentence: assets.T("network.port.range")}, nil
	}
	s, err := listen(ctx, want{port: port, ipv6: ipv6})
	if err != nil {
		err = explain(ctx, err)
		return control.PortAnswer{Sentence: portSentence(err), FreePort: nextPort(err)}, nil
	}
	s.close()
	return control.PortAnswer{OK: true, Note: portNote(port)}, nil
}

// portNote is what should be known of a port that could be had.
func portNote(port int) string {
	if port < 1024 {
		return assets.T("network.port.low")
	}
	if first, last := lentPorts(); port >= first && port <= last {
		return assets.T("port.ephemeral", "first", first, "last", last)
	}
	return ""
}
