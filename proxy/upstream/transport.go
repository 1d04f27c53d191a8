package upstream

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"

	"keyport/proxy/socket"
	_ "keyport/proxy/upstream/nodebug" // the headers hold the key
)

// DefaultTimeout stands where a time-out is not set: reasoning models are silent for minutes.
const DefaultTimeout = 10 * time.Minute

// Transports keeps one transport per way out, so that a settings change that
// leaves the way alone keeps its warm connections. It is used by one goroutine
// at a time.
type Transports struct{ kept map[way]*route }

// way is all that a transport depends on.
type way struct {
	proxy     string
	firstByte time.Duration
}

// For gives the transport of cfg. Redirects are never followed: a RoundTripper does not.
func (t *Transports) For(cfg Config) http.RoundTripper {
	w := way{cfg.Proxy, cfg.FirstByteTimeout}
	if w.firstByte <= 0 {
		w.firstByte = DefaultTimeout
	}
	if kept := t.kept[w]; kept != nil {
		return kept
	}
	if t.kept == nil {
		t.kept = map[way]*route{}
	}
	fresh := newRoute(func() *http.Transport { return newTransport(w) })
	t.kept[w] = fresh
	return fresh
}

// Sweep forgets the transports that none of cfgs uses; their running requests go on.
func (t *Transports) Sweep(cfgs []Config) {
	used := map[http.RoundTripper]bool{}
	for _, c := range cfgs {
		used[t.For(c)] = true
	}
	for w, kept := range t.kept {
		if !used[kept] {
			kept.closeIdle()
			delete(t.kept, w)
		}
	}
}

// CloseIdle closes the idle connections of all transports.
func (t *Transports) CloseIdle() {
	for _, kept := range t.kept {
		kept.closeIdle()
	}
}

// A connection whose other end is gone without a word is found within 15 s: the
// computer slept, the network changed, a router forgot it (golang/go#29308,
// #36026). That is the system's task where nothing is under way, and that of
// HTTP/2's pings where an answer is waited for. Neither costs anything while
// Keyport is idle, since a connection is kept for idleTime only.
const (
	dialTime  = 15 * time.Second
	idleTime  = 60 * time.Second
	probeIdle = 5 * time.Second // then two probes, this far apart
	probes    = 2
	pingIdle  = 8 * time.Second
	pingTime  = 7 * time.Second
	// unheard is how long what was sent may go without an acknowledgement.
	unheard = 15 * time.Second
)

func newDialer() *net.Dialer {
	return &net.Dialer{
		Timeout:         dialTime,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: probeIdle, Interval: probeIdle, Count: probes},
		Control:         limitUnheard,
	}
}

// dialed gives connections that write a body in memory without copies of it.
func dialed(d *net.Dialer) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, addr)
		if tcp, ok := c.(*net.TCPConn); ok {
			return conn{socket.New(tcp)}, nil
		}
		return c, err
	}
}

func newTransport(w way) *http.Transport {
	t := &http.Transport{
		DialContext:           dialed(newDialer()),
		TLSHandshakeTimeout:   dialTime,
		ResponseHeaderTimeout: w.firstByte,
		// The default of 2 idle connections a host costs a dial a request under load.
		MaxIdleConns: 256, MaxIdleConnsPerHost: 256,
		IdleConnTimeout: idleTime,
		// Compression is between the client and the upstream; an answer that is edited asks for identity itself.
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingIdle, PingTimeout: pingTime},
		MaxResponseHeaderBytes: 256 << 10,
	}
	switch w.proxy {
	case "", "system":
		t.Proxy = http.ProxyFromEnvironment
	case "none":
	default:
		if u, err := url.Parse(w.proxy); err == nil {
			t.Proxy = http.ProxyURL(u)
		}
	}
	return t
}
