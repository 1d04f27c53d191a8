package proxy

import (
	"time"

	"keyport/proxy/catalog"
	"keyport/proxy/guard"
	"keyport/proxy/params"
	"keyport/proxy/secret"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

// The access modes.
const (
	AccessClients     = guard.AccessClients
	AccessOpen        = guard.AccessOpen
	AccessPassthrough = guard.AccessPassthrough
)

// Config is one immutable snapshot of everything a request depends on. A
// request takes the snapshot once and keeps it to the end of its stream.
type Config struct {
	Access    string
	Prefix    string   // "" or "/work"
	Hosts     []string // further exact Host names
	Clients   []Client
	Upstreams []upstream.Config
	Models    []catalog.Override
	Aliases   map[string]string // invented name → real name
	Think     think.Options
	Rules     []Rule
	Allow     []string // further "METHOD /path" entries, without /v1
	Limits    Limits

	// CatalogFile keeps the lists of models over a restart; "" is none. New reads it; Swap does not change it.
	CatalogFile string

	Paused      bool
	PausedUntil time.Time // zero: until resumed
	Ending      bool      // requests that run go on, new ones are refused: the program ends with the last of them

	// Observe, when set, is called once at the end of every request, on the request's goroutine. It must not block.
	Observe func(Record)
	// Progress, when set, is called when what Handler.Live says of a running request has changed. It must not block.
	Progress func()
	// Capture, when set, is asked once for every request that has passed the gates. What it
	// gives is told the bodies; nil is the usual answer, and costs nothing more. It must not block.
	Capture func(id uint64) Tap
	// Running, when set, is called with the number of requests in flight whenever it changes. It may take
	// a moment, as a change of the number of processors does, but must not wait for a request.
	Running func(n int)
	// BadTries, when set, is called when 20 credentials were refused within a minute, the first of them at since, and
	// at most once a second while it goes on. It must not block.
	BadTries func(since time.Time)
}

// Client is a named program that may use the proxy. An empty secret matches nothing.
type Client struct {
	Name     string
	Password secret.Secret // bearer token
	Address  secret.Secret // the secret path segment, without slash
	Old      []Old
	Cursor   bool
	Origins  []string
}

// Old is a credential that the client had before and may use for a while yet.
type Old struct {
	Password secret.Secret
	Address  secret.Secret
	// Valid says whether the time is not over yet. It is asked whenever the credential is shown, and must not block.
	Valid func() bool
}

// Rule is what to change for the models that Match accepts.
type Rule struct {
	Models []string // globs; "!" takes out
	Params params.Rule
	Think  *think.Options
}

// Limits bound requests. Zero values mean the defaults of DefaultLimits.
type Limits struct {
	Body      int64 // bytes of one request body
	InFlight  int   // requests that reach the upstreams at once
	PerMinute int   // per client, 0 is none
}
