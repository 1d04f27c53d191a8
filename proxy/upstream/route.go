package upstream

import (
	"hash/maphash"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// route is one way out, with the connections that are kept on it.
//
// A computer that slept, or that is in another network now, has connections that
// look open and lead nowhere, and a request that was written into one of them is
// never sent again, since it may be billed. So the first request that finds
// clock or addresses changed goes on a transport of its own, and so do all behind
// it. Closing what is idle would not do: HTTP/2 puts new requests on a connection
// whose stream of before still hangs. That stream goes on where it is, and ends
// there if its connection is dead. Nothing ticks for this: without requests there
// is nobody to serve.
type route struct {
	fresh func() *http.Transport
	look  func(last surroundings) surroundings

	mu  sync.Mutex
	now *direct
	at  surroundings // when the last request began
}

func newRoute(fresh func() *http.Transport) *route {
	return &route{fresh: fresh, look: lookAround, now: newDirect(fresh()), at: lookAround(surroundings{})}
}

// RoundTrip implements http.RoundTripper.
func (r *route) RoundTrip(req *http.Request) (*http.Response, error) {
	return r.transport().RoundTrip(req)
}

func (r *route) transport() *direct {
	r.mu.Lock()
	before, at := r.now, r.look(r.at)
	changed := at.differ(r.at)
	if changed {
		r.now = newDirect(r.fresh())
	}
	now := r.now
	r.at = at
	r.mu.Unlock()
	if changed {
		before.CloseIdleConnections()
	}
	return now
}

func (r *route) closeIdle() {
	r.mu.Lock()
	now := r.now
	r.mu.Unlock()
	now.CloseIdleConnections()
}

// surroundings are what connections outlive or not.
type surroundings struct {
	wall    time.Time     // without its monotonic part
	awake   time.Duration // since some moment, without the time that the computer slept
	network uint64        // hash of the addresses of this computer
	looked  time.Duration // awake, when network was looked at
}

const (
	// clockJump is how far the clocks may drift apart between two requests. A
	// clock that is set by hand costs a handshake, no more.
	clockJump = 30 * time.Second
	// networkAge is how long the addresses are taken for unchanged: asking for
	// them takes tens of microseconds, and on a busy day there are requests enough.
	networkAge = time.Second
)

func (s surroundings) differ(last surroundings) bool {
	slept := s.wall.Sub(last.wall) - (s.awake - last.awake)
	return slept.Abs() > clockJump || s.network != last.network
}

func lookAround(last surroundings) surroundings {
	s := surroundings{wall: time.Now().Round(0), awake: awake(), network: last.network, looked: last.looked}
	if last.wall.IsZero() || s.awake-last.looked >= networkAge {
		s.network, s.looked = network(), s.awake
	}
	return s
}

var networkSeed = maphash.MakeSeed()

// network hashes the addresses of this computer. Link-local ones come and go
// with every container and lead nowhere.
func network() uint64 {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return 0
	}
	var texts []string
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			texts = append(texts, n.String())
		}
	}
	slices.Sort(texts)
	var h maphash.Hash
	h.SetSeed(networkSeed)
	for _, text := range texts {
		_, _ = h.WriteString(text + "\n")
	}
	return h.Sum64()
}
