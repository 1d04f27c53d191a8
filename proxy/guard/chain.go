package guard

import (
	"net/http"
	"time"

	"keyport/proxy/dialect"
)

// Gates is what the chain decides by. It is filled once for every change of
// the settings and not changed after that, but for the counters in Rate.
type Gates struct {
	Hosts     []string   // further exact Host names
	Prefix    string     // "" or "/work": where everything stands below
	Access    string     // AccessClients, AccessOpen or AccessPassthrough
	Passwords Keyring    // by index of the client
	Addresses Keyring    // by index of the client
	Names     []string   // of the clients
	Origins   [][]string // exact web origins of each client
	Table     *Table

	Paused      bool
	PausedUntil time.Time // zero: until resumed
	Ending      bool      // the program ends with the last running request

	Rate      *Rate
	PerMinute int // requests that cost something, per client; 0 is no limit
}

// The access modes.
const (
	AccessClients     = "clients"     // each client has a password or a private address
	AccessOpen        = "open"        // no credential is asked for
	AccessPassthrough = "passthrough" // the app's own Authorization goes upstream
)

// Request is a request with what the gates have found out about it.
type Request struct {
	HTTP    *http.Request
	Path    Path
	Mount   Mount
	Dialect dialect.Dialect // of the answer, errors included
	Origin  string          // a listed web origin; "" for everything that is no web page
	Client  int             // index of the client; -1 while nobody is known
	Route   *Route          // set by the last gates: nil is never served
}

type gate func(*Gates, *Request) *dialect.Error

// The chain, outermost first: each gate refuses before the next one looks.
// Before it stand the limits of the HTTP server (size and pace of headers,
// number of connections); around it the handler's guard against panics; behind
// it the rules for bodies, which are read only for those who
// have come so far.
//
// The gates of outer are for everybody. What they let through is either Open,
// which tells nothing, or goes through inner too. The type of the content is
// looked at behind the credential, because the route says which one is right.
var (
	outer = [...]gate{(*Gates).tunnel, (*Gates).path, (*Gates).host, (*Gates).browser, (*Gates).address}
	inner = [...]gate{(*Gates).credential, (*Gates).pause, (*Gates).route, (*Gates).content, (*Gates).rate}
)

// NewRequest is a request of which nothing is known yet.
func NewRequest(r *http.Request) Request {
	return Request{HTTP: r, Dialect: dialect.OpenAI, Client: -1}
}

// Pass sends a request through the chain. With an error, q holds what was known
// by then: the error is to be written in its dialect.
func (g *Gates) Pass(q *Request) *dialect.Error {
	for _, gate := range outer {
		if e := gate(g, q); e != nil {
			return e
		}
	}
	if q.Open() {
		return nil
	}
	for _, gate := range inner {
		if e := gate(g, q); e != nil {
			return e
		}
	}
	return nil
}

// Open reports whether the answer is for anyone on this computer: a sign of
// life, or a listed origin's question whether it may ask.
func (q *Request) Open() bool {
	return q.Mount.Root || q.Health() || q.Preflight()
}

// Health reports whether the request asks for the health of Keyport itself.
func (q *Request) Health() bool { return q.Mount.Path == "health" && !q.Mount.Private }

// Preflight reports whether a listed origin asks what it may send.
func (q *Request) Preflight() bool { return q.Origin != "" && q.HTTP.Method == http.MethodOptions }
