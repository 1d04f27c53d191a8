package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
	"time"
)

// searchPorts is how many ports above settings.FirstPort a first run looks at.
const searchPorts = 100

// errTaken is a port that another program holds.
type errTaken struct {
	port  int
	by    string // "Ollama 0.21.0", "nginx (process 123)"; "" when unknown
	free  int    // the next port that is free; 0 when there is none
	cause error
}

func (e *errTaken) Error() string {
	by := "another program"
	if e.by != "" {
		by = e.by
	}
	return fmt.Sprintf("port %d is taken by %s", e.port, by)
}

func (e *errTaken) Unwrap() error { return e.cause }

// errExposed is a listener that the network could reach.
var errExposed = errors.New("a port was bound outside the loopback interface")

// sockets are the bound addresses of one port.
type sockets struct {
	port      int
	listeners []net.Listener
	noIPv6    bool
}

func (s *sockets) addresses() []string {
	var all []string
	for _, l := range s.listeners {
		all = append(all, l.Addr().String())
	}
	return all
}

func (s *sockets) close() {
	for _, l := range s.listeners {
		_ = l.Close()
	}
}

// listen binds port on 127.0.0.1 and, where the computer has it, on ::1. Node
// 17 and later take "localhost" in the resolver's order (nodejs/node#40537), so
// a port of which only one half is free is taken: the other half would answer
// some of the apps. Port 0 lets the system choose. Only loopback is ever bound.
func listen(ctx context.Context, port int) (*sockets, error) {
	tries := 1
	if port == 0 {
		tries = 20 // the same number has to be free on ::1 too
	}
	var err error
	for range tries {
		var s *sockets
		if s, err = listenBoth(ctx, port); err == nil {
			return s, nil
		}
	}
	return nil, err
}

func listenBoth(ctx context.Context, port int) (*sockets, error) {
	if port != 0 && answers(ctx, port) {
		// macOS and Windows may let us bind beside a wildcard listener, which then gets some of the connections.
		return nil, &errTaken{port: port}
	}
	lc := net.ListenConfig{Control: exclusive}
	v4, err := lc.Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, &errTaken{port: port, cause: err}
	}
	s := &sockets{port: v4.Addr().(*net.TCPAddr).Port, listeners: []net.Listener{v4}}
	v6, err := lc.Listen(ctx, "tcp6", net.JoinHostPort("::1", strconv.Itoa(s.port)))
	switch {
	case err == nil:
		s.listeners = append(s.listeners, v6)
	case noSuchAddress(err):
		s.noIPv6 = true
	default:
		s.close()
		return nil, &errTaken{port: s.port, cause: err}
	}
	for _, l := range s.listeners {
		// Whatever was asked for, this is what was bound: no key is ever offered to the network.
		if addr, ok := l.Addr().(*net.TCPAddr); !ok || !addr.IP.IsLoopback() {
			s.close()
			return nil, errExposed
		}
	}
	return s, nil
}

// noSuchAddress tells a computer without IPv6 loopback from one where ::1 is taken.
func noSuchAddress(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) || noSuchAddressOS(err)
}

// search finds the first free port from first on.
func search(ctx context.Context, first int) (*sockets, error) {
	var err error
	for port := first; port < first+searchPorts; port++ {
		var s *sockets
		if s, err = listen(ctx, port); err == nil {
			return s, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return nil, err
}

// answers reports whether something accepts connections on the port already.
func answers(ctx context.Context, port int) bool {
	d := net.Dialer{Timeout: 200 * time.Millisecond}
	for _, host := range []string{"127.0.0.1", "::1"} {
		if conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port))); err == nil {
			_ = conn.Close()
			return true
		}
	}
	return false
}
