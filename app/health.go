package app

import (
	"slices"
	"sync"
	"time"

	"keyport/assets"
	"keyport/proxy"
)

const (
	// A provider that answers with an error now and then is none to tell of: so
	// many bad answers in so much time are.
	manyErrors = 3
	errorSpan  = 2 * time.Minute
	// longLimit is from when on a wait that the provider asks for is told. Agents
	// meet shorter ones all the time, and wait by themselves.
	longLimit = 30 * time.Second
	// keptAnswers is how many first bytes the latency is the median of.
	keptAnswers = 15
)

// health follows how the last requests to each upstream and of each client went.
// The proxy tells it at the end of every request; what was wrong ends by itself
// at the next success.
type health struct {
	now  func() time.Time
	news func() // a limit has been met, whose end is to be waited for; nil in tests

	mu        sync.Mutex
	upstreams map[string]upstreamHealth
	clients   map[string]clientHealth
}

// trouble is what the last request to an upstream met.
type trouble string

const (
	troubleDNS         trouble = "dns"
	troubleTLS         trouble = "tls"
	troubleProxy       trouble = "proxy"
	troubleUnreachable trouble = "unreachable"
	troubleUnconnected trouble = "unconnected" // no connection came about in time
	troubleTimeout     trouble = "timeout"
	troubleErrors      trouble = "errors"
	troubleBroken      trouble = "broken"
	troubleCredit      trouble = "credit"
)

// counts says that one of a kind is none to tell of.
func (t trouble) counts() bool {
	return t == troubleErrors || t == troubleTimeout || t == troubleUnconnected || t == troubleBroken
}

// upstreamHealth is a value: what it holds is replaced, never changed.
type upstreamHealth struct {
	refused  bool // a request was refused for its key, which nobody has checked since
	rejected bool // the key was checked, and refused
	trouble  trouble
	status   int         // of the last bad answer
	since    time.Time   // the first of the bad answers that have not ended
	bad      []time.Time // bad answers that count, the last few
	repeated bool        // there were many of them in a short time
	limit    time.Time   // the provider wants no requests before

	answered time.Time                  // the last good answer
	checked  time.Time                  // the last check of the key
	first    [keptAnswers]time.Duration // first bytes of the last good answers; 0 where there was none yet
	next     int                        // the oldest of them
}

type clientHealth struct {
	lastUsed time.Time
	requests int
}

func newHealth() *health {
	return &health{now: time.Now, upstreams: map[string]upstreamHealth{}, clients: map[string]clientHealth{}}
}

// observe takes in one finished request. ownKey is false where the app brings its own.
func (h *health) observe(r proxy.Record, ownKey bool) {
	limited := h.take(r, ownKey)
	if limited && h.news != nil {
		h.news()
	}
}

func (h *health) take(r proxy.Record, ownKey bool) (limited bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := r.Start.Add(r.Took).Round(0)
	if r.Client != "" {
		c := h.clients[r.Client]
		c.lastUsed, c.requests = now, c.requests+1
		h.clients[r.Client] = c
	}
	if r.Upstream == "" || r.Cancelled {
		return false
	}
	u := h.upstreams[r.Upstream]
	switch status, met := r.UpstreamStatus, connectionTrouble(r); {
	case status == 401:
		// In passthrough the key is the app's own, and so is the trouble with it.
		u = u.well()
		u.refused = u.refused || ownKey && !u.rejected
	case status == 402:
		u = u.meets(troubleCredit, status, now)
	case status == 429:
		u = u.well()
		u.refused, u.rejected = false, false // a limit says that the key is known; agents meet it all the time
		if r.RetryAfter >= longLimit {
			u.limit = now.Add(r.RetryAfter)
		}
		limited = true
	case status >= 500:
		u = u.meets(troubleErrors, status, now)
	case met != "":
		if status != 0 { // it broke after a good start
			u.refused, u.rejected = false, false
		}
		u = u.meets(met, 0, now)
	case status == 0:
		return false // it was not called
	default:
		u = u.good(now)
		if status < 300 && r.FirstByte > 0 {
			u.first[u.next] = r.FirstByte
			u.next = (u.next + 1) % keptAnswers
		}
	}
	h.upstreams[r.Upstream] = u
	return limited
}

// well is u without the trouble of a connection or of the provider.
func (u upstreamHealth) well() upstreamHealth {
	u.trouble, u.status, u.since, u.bad, u.repeated = "", 0, time.Time{}, nil, false
	return u
}

// good is u after an answer that says that all is well.
func (u upstreamHealth) good(now time.Time) upstreamHealth {
	u = u.well()
	u.refused, u.rejected, u.limit, u.answered = false, false, time.Time{}, now
	return u
}

// meets is u after trouble.
func (u upstreamHealth) meets(t trouble, status int, now time.Time) upstreamHealth {
	if u.since.IsZero() {
		u.since = now
	}
	u.trouble, u.status = t, status
	if !t.counts() {
		u.bad = nil
		return u
	}
	u.bad = lastOf(append(slices.Clone(u.bad), now), manyErrors)
	u.repeated = u.repeated || len(u.bad) == manyErrors && now.Sub(u.bad[0]) <= errorSpan
	return u
}

func lastOf[T any](list []T, n int) []T { return list[max(0, len(list)-n):] }

// latency is the median of the last first bytes, 0 while there is none.
func (u upstreamHealth) latency() time.Duration {
	sorted := slices.DeleteFunc(slices.Sorted(slices.Values(u.first[:])), func(d time.Duration) bool { return d == 0 })
	if len(sorted) == 0 {
		return 0
	}
	return max(sorted[len(sorted)/2].Round(time.Millisecond), time.Millisecond) // 0 says that there is none
}

// lastError words what is wrong now, "" for nothing.
func (u upstreamHealth) lastError(host string, now time.Time) string {
	what := string(u.trouble)
	switch {
	case u.trouble != "":
	case u.limit.After(now):
		what = "limit"
	case u.refused || u.rejected:
		what = "refused"
	default:
		return ""
	}
	return assets.T("provider."+what, "host", host)
}

// connectionTrouble sorts the codes of a connection that failed, "" for others.
func connectionTrouble(r proxy.Record) trouble {
	switch {
	case r.Unconnected:
		return troubleUnconnected
	case r.Code == "upstream_broken":
		return troubleBroken
	}
	return troubleOf[r.Code]
}

var troubleOf = map[string]trouble{
	"upstream_dns": troubleDNS, "upstream_tls": troubleTLS, "upstream_timeout": troubleTimeout,
	"upstream_proxy": troubleProxy, "upstream_unreachable": troubleUnreachable,
}

// checked takes in the result of a key check by its code, "ok" for a good one.
func (h *health) checked(upstream, code string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now().Round(0)
	u := h.upstreams[upstream]
	u.checked = now
	switch code {
	case "ok", "forbidden":
		limit := u.limit // that models can be listed says nothing of the limit
		u = u.good(now)
		u.limit = limit
	case "limited":
		u = u.well()
		u.refused, u.rejected = false, false
	case "rejected":
		u = u.well()
		u.refused, u.rejected = false, true
	case "no_credit":
		u = u.meets(troubleCredit, 402, now)
	case "dns":
		u = u.meets(troubleDNS, 0, now)
	case "tls":
		u = u.meets(troubleTLS, 0, now)
	case "timeout":
		if u.trouble != troubleUnconnected {
			u = u.meets(troubleTimeout, 0, now)
		}
	case "proxy":
		u = u.meets(troubleProxy, 0, now)
	case "refused":
		if u.trouble != troubleProxy {
			u = u.meets(troubleUnreachable, 0, now)
		}
	}
	h.upstreams[upstream] = u
}

// unconnected reports that no connection to any provider comes about: each that
// was called last ran out of time before it had one.
func (h *health) unconnected() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	var since time.Time
	for _, u := range h.upstreams {
		if u.trouble == troubleUnconnected && (since.IsZero() || u.since.Before(since)) {
			since = u.since
		}
	}
	for _, u := range h.upstreams {
		if u.trouble != troubleUnconnected && (u.trouble != "" || u.answered.After(since)) {
			return false
		}
	}
	return !since.IsZero()
}

// nextEnd is when the first limit ends that is still to come; zero when there is none.
func (h *health) nextEnd() (end time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for _, u := range h.upstreams {
		if u.limit.After(now) && (end.IsZero() || u.limit.Before(end)) {
			end = u.limit
		}
	}
	return end
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
