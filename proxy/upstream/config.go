// Package upstream is the other side: base URLs, keys, transports and what its
// errors mean. It knows no client and no dialect of the client's side.
package upstream

import (
	"time"

	"keyport/proxy/secret"
)

// The kinds of upstream.
const (
	KindOpenAI    = "openai"
	KindAzure     = "azure"
	KindAnthropic = "anthropic"
	KindDemo      = "demo"
)

// Config is one LLM account.
type Config struct {
	Name       string
	Kind       string
	URL        string   // base URL
	Models     []string // globs; "!" takes out
	Headers    map[string]string
	Proxy      string // "system" or "", "none", or a proxy URL
	APIVersion string // azure
	Agent      string // User-Agent that goes out instead of the app's own; "" is Keyport

	// Authorization, when set, is the whole header value to send instead of one made of Key (UPSTREAM_AUTHORIZATION).
	Authorization secret.Secret
	Key           secret.Secret
	// KeyOrigin is the origin (scheme://host:port) that the key was saved for. The key is sent nowhere else.
	KeyOrigin string
	NoAuth    bool // the server wants no key
	// KeyProblem, when set, is why there is no key: the error that requests get.
	KeyProblem *Problem

	FirstByteTimeout time.Duration // request sent → response headers; 0 is 10 min
	IdleTimeout      time.Duration // between two reads of a response body; 0 is 10 min
}

// Problem is a stable code with a sentence for the person.
type Problem struct{ Code, Message string }
