package upstream

import (
	"net"
	"net/http"
	"net/url"
	"time"

	_ "keyport/proxy/upstream/nodebug" // the headers hold the key
)

// DefaultTimeout stands where a time-out is not set: reasoning models are silent for minutes.
const DefaultTimeout = 10 * time.Minute

// Transports keeps one transport per way out, so that a settings change that
// leaves the way alone keeps its warm connections. It is used by one goroutine
// at a time.
type Transports struct{ kept map[way]*http.Transport }

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
		t.kept = map[way]*http.Transport{}
	}
	fresh := newTransport(w)
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
			kept.CloseIdleConnections()
			delete(t.kept, w)
		}
	}
}

// CloseIdle closes the idle connections of all transports.
func (t *Transports) CloseIdle() {
	for _, kept := range t.kept {
		kept.CloseIdleConnections()
	}
}

func newTransport(w way) *http.Transport {
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 15 * time.Second}
	t := &http.Transport{
		DialContext:           dialer.DialContext,
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: w.firstByte,
		// The default of 2 idle connections a host costs a dial a request under load.
		MaxIdleConns: 256, MaxIdleConnsPerHost: 256,
		IdleConnTimeout: 60 * time.Second,
		// Compression is between the client and the upstream; an answer that is edited asks for identity itself.
		DisableCompression: true,
		ForceAttemptHTTP2:  true,
		// A connection that died while the computer slept is found by a ping (golang/go#36026).
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		MaxResponseHeaderBytes: 256 << 10,
		WriteBufferSize:        16 << 10, ReadBufferSize: 16 << 10,
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
