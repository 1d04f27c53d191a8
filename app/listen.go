package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// searchPorts is how many ports above settings.FirstPort a first run looks at.
const searchPorts = 100

// errTaken is a port that another program holds.
type errTaken struct {
	port  int
	by    string // "Ollama 0.21.0", "" when unknown
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
		return nil, &errTaken{port: port, by: holder(ctx, port)}
	}
	lc := net.ListenConfig{Control: exclusive}
	v4, err := lc.Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, &errTaken{port: port, by: holder(ctx, port), cause: err}
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
		return nil, &errTaken{port: s.port, by: holder(ctx, s.port), cause: err}
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

var versionField = regexp.MustCompile(`"version"\s*:\s*"([0-9][0-9A-Za-z.+-]{0,30})"`)

// holder asks the program on the port who it is. Ollama is the likely one,
// since Keyport stands in for it; the answer of any other is not shown.
func holder(ctx context.Context, port int) string {
	ctx, done := context.WithTimeout(ctx, time.Second)
	defer done()
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true}, // no proxy: this is loopback
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	get := func(path string) string {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d%s", port, path), nil)
		if err != nil {
			return ""
		}
		resp, err := client.Do(req)
		if err != nil {
			return ""
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
		return string(body)
	}
	switch body := get("/"); body {
	case "Ollama is running":
		if m := versionField.FindStringSubmatch(get("/api/version")); m != nil {
			return "Ollama " + m[1]
		}
		return "Ollama"
	case "Keyport", "Keyport\n":
		return "another Keyport"
	}
	return ""
}
