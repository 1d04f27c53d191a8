package guard

import (
	"net/http"
	"sync"
	"time"

	"keyport/proxy/dialect"
)

// Rate counts the requests of each client in the last minute. It is shared by
// the Gates of all settings, so that saving them forgives nothing.
type Rate struct {
	mu   sync.Mutex
	seen map[string][]time.Time
}

// rate stops an app that runs wild: what it asks for costs the person money.
func (g *Gates) rate(q *Request) *dialect.Error {
	if !q.Route.Costs || g.PerMinute <= 0 {
		return nil
	}
	return g.Rate.take(g.name(q.Client), g.PerMinute, time.Now())
}

// take counts one request of client, or refuses it when perMinute is reached.
func (r *Rate) take(client string, perMinute int, now time.Time) *dialect.Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[string][]time.Time{}
	}
	times := r.seen[client]
	for len(times) > 0 && now.Sub(times[0]) >= time.Minute {
		times = times[1:]
	}
	if len(times) >= perMinute {
		r.seen[client] = times
		return &dialect.Error{Status: http.StatusTooManyRequests, Code: "rate_limited", RetryAfter: time.Minute - now.Sub(times[0]), Message: "This app has used up its requests for this minute. The limit is limits.per_minute in Keyport's settings."}
	}
	r.seen[client] = append(times, now)
	return nil
}
