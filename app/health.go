package app

import (
	"sync"
	"time"

	"keyport/proxy"
)

// health follows how the last request to each upstream and of each client went.
// The proxy tells it at the end of every request; what was wrong ends by itself
// at the next success.
type health struct {
	mu        sync.Mutex
	upstreams map[string]upstreamHealth
	clients   map[string]clientHealth
}

type upstreamHealth struct {
	rejected  bool   // the provider refused the key
	lastError string // a sentence
}

type clientHealth struct {
	lastUsed time.Time
	requests int
}

func newHealth() *health {
	return &health{upstreams: map[string]upstreamHealth{}, clients: map[string]clientHealth{}}
}

// observe takes in one finished request.
func (h *health) observe(r proxy.Record, host string, ownKey bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.Client != "" {
		c := h.clients[r.Client]
		c.lastUsed, c.requests = r.Start.Add(r.Took).Round(0), c.requests+1
		h.clients[r.Client] = c
	}
	if r.Upstream == "" || r.Cancelled {
		return
	}
	u := h.upstreams[r.Upstream]
	switch status := r.UpstreamStatus; {
	case status == 401:
		// In passthrough the key is the app's own, and so is the trouble with it.
		u.rejected = u.rejected || ownKey
		u.lastError = ""
	case status == 402:
		u.lastError = "The account at " + host + " has no credit left."
	case status >= 500:
		u.lastError = host + " answers with errors."
	case status == 0:
		said := connectionTrouble(r.Code, host)
		if said == "" {
			return // it was not called
		}
		u.lastError = said
	case status == 429:
		u.rejected = false // a limit says that the key is known; agents meet it all the time
	case connectionTrouble(r.Code, host) != "":
		u.rejected, u.lastError = false, connectionTrouble(r.Code, host) // broke after a good start
	default:
		u = upstreamHealth{}
	}
	h.upstreams[r.Upstream] = u
}

// connectionTrouble words the codes of a connection that failed, "" for others.
func connectionTrouble(code, host string) string {
	switch code {
	case "upstream_dns":
		return "Your computer could not find " + host + "."
	case "upstream_tls":
		return "The connection to " + host + " is intercepted or not safe."
	case "upstream_timeout":
		return host + " did not answer in time."
	case "upstream_proxy":
		return "The proxy on the way to " + host + " could not be reached."
	case "upstream_unreachable":
		return host + " could not be reached."
	case "upstream_broken":
		return "The connection to " + host + " broke."
	}
	return ""
}

// checked takes in the result of a key check: its code and sentence, "ok" for a good one.
func (h *health) checked(upstream, code, sentence string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch code {
	case "ok", "forbidden", "limited":
		h.upstreams[upstream] = upstreamHealth{}
	case "rejected":
		h.upstreams[upstream] = upstreamHealth{rejected: true}
	case "dns", "refused", "tls", "timeout", "no_credit":
		h.upstreams[upstream] = upstreamHealth{lastError: sentence}
	}
}

// forget drops what is known of an upstream: its key or address has changed.
func (h *health) forget(upstream string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.upstreams, upstream)
}

// rename keeps what is known of an app that got another name.
func (h *health) rename(from, to string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c, ok := h.clients[from]; ok {
		h.clients[to] = c
		delete(h.clients, from)
	}
}

func (h *health) upstream(name string) upstreamHealth {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.upstreams[name]
}

func (h *health) client(name string) clientHealth {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clients[name]
}
