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
	noIPv6    bool      // the computer has none
	half      *errTaken // another program holds ::1; nil when none does
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

// want is what to listen on.
type want struct {
	port int  // 0 lets the system choose
	ipv6 bool // on ::1 too, where the computer has it
	half bool // without ::1 rather than not at all
}

// listen binds a port on 127.0.0.1 and, where it is wanted, on ::1. Node 17 and
// later take "localhost" in the resolver's order (nodejs/node#40537), so a port
// of which only one half is free is not chosen: the other half would answer some
// of the apps. But one that apps have been told already is better half open than
// closed: the addresses that Keyport gives name 127.0.0.1. Only loopback is ever
// bound.
func listen(ctx context.Context, w want) (*sockets, error) {
	tries := 1
	if w.port == 0 {
		tries = 20 // the same number has to be free on ::1 too
	}
	var err error
	for range tries {
		var s *sockets
		if s, err = listenBoth(ctx, w); err == nil {
			return s, nil
		}
	}
	return nil, err
}

const (
	ipv4 = "127.0.0.1"
	ipv6 = "::1"
)

func listenBoth(ctx context.Context, w want) (*sockets, error) {
	// macOS and Windows may let us bind beside a wildcard listener, which then gets some of the connections.
	if w.port != 0 && (answers(ctx, ipv4, w.port) || w.ipv6 && !w.half && answers(ctx, ipv6, w.port)) {
		return nil, &errTaken{port: w.port}
	}
	v4, err := bindTo(ctx, "tcp4", ipv4, w.port)
	if err != nil {
		return nil, &errTaken{port: w.port, cause: err}
	}
	s := &sockets{port: v4.Addr().(*net.TCPAddr).Port, listeners: []net.Listener{v4}}
	if !w.ipv6 {
		return s, nil
	}
	v6, taken, err := second(ctx, s.port)
	switch {
	case err != nil:
		s.close()
		return nil, err
	case v6 != nil:
		s.listeners = append(s.listeners, v6)
	case taken == nil:
		s.noIPv6 = true
	case w.half:
		_ = v4.Close() // while we hold one half we would be found as who holds the port
		taken.by = holder(ctx, s.port)
		if s.listeners[0], err = bindTo(ctx, "tcp4", ipv4, s.port); err != nil {
			return nil, &errTaken{port: s.port, cause: err}
		}
		s.half = taken
	default:
		s.close()
		return nil, taken
	}
	return s, nil
}

// second binds port on ::1. It gives no listener where the computer has no IPv6
// loopback, or, with taken, where another program has that.
func second(ctx context.Context, port int) (l net.Listener, taken *errTaken, err error) {
	if answers(ctx, ipv6, port) {
		return nil, &errTaken{port: port}, nil
	}
	l, err = bindTo(ctx, "tcp6", ipv6, port)
	switch {
	case err == nil:
		return l, nil, nil
	case errors.Is(err, errExposed):
		return nil, nil, err
	case noSuchAddress(err):
		return nil, nil, nil
	}
	return nil, &errTaken{port: port, cause: err}, nil
}

func bindTo(ctx context.Context, network, host string, port int) (net.Listener, error) {
	lc := net.ListenConfig{Control: exclusive}
	l, err := lc.Listen(ctx, network, net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	// Whatever was asked for, this is what was bound: no key is ever offered to the network.
	if addr, ok := l.Addr().(*net.TCPAddr); !ok || !addr.IP.IsLoopback() {
		_ = l.Close()
		return nil, errExposed
	}
	return l, nil
}

// noSuchAddress tells a computer without IPv6 loopback from one where ::1 is taken.
func noSuchAddress(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) || noSuchAddressOS(err)
}

// search finds the first free port from first on.
func search(ctx context.Context, first int, ipv6 bool) (*sockets, error) {
	var err error
	for port := first; port < first+searchPorts; port++ {
		var s *sockets
		if s, err = listen(ctx, want{port: port, ipv6: ipv6}); err == nil {
			return s, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return nil, err
}

// answers reports whether something accepts connections there already.
func answers(ctx context.Context, host string, port int) bool {
	d := net.Dialer{Timeout: 200 * time.Millisecond}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
