package peers

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"

	"keyport/cmd/bench/upstream"
)

// What the bench's program can be besides the bench.
const (
	RoleUpstream = "upstream"
	RoleProxy    = "rp"     // httputil.ReverseProxy, tuned
	RoleDuplex   = "duplex" // the same, safe against golang/go#40747
)

// Play runs the bench's program in one of its other roles until in ends, and
// prints where it listens. For the proxies, to is the upstream's address.
func Play(role, to string, in io.Reader, out io.Writer) error {
	p, err := Inside(role, to)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "listening on http://%s\n", p.Addr); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, in)
	return p.Close()
}

// Inside plays a role in this process.
func Inside(role, to string) (*Peer, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Peer{Addr: l.Addr().String(), Born: time.Now()}
	switch role {
	case RoleUpstream:
		s := upstream.Start(l)
		p.stop = func() error { s.Close(); return nil }
	case RoleProxy, RoleDuplex:
		p.stop = serveProxy(l, to, role == RoleDuplex)
	default:
		_ = l.Close()
		return nil, fmt.Errorf("there is no role %q", role)
	}
	return p, nil
}

// Again starts the bench's own program in a role.
func Again(role, to string) (*Peer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p, err := launch(exec.Command(self, "role", role, to))
	if err != nil {
		return nil, err
	}
	addr, err := p.listening()
	if err != nil {
		return nil, err
	}
	return p.peer(addr, p.end), nil
}
