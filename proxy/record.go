package proxy

import "time"

// Record is one request: metadata only, never a body, a key or a path with a
// secret. What an app named (models, unknown paths) is cut but otherwise as it
// came: whoever shows it must expect anything.
type Record struct {
	ID        uint64 // of this Handler, from 1
	Start     time.Time
	Client    string
	Way       string // how the app came in: one of the Way constants
	Dialect   string // openai, anthropic, ollama
	Route     string // "POST chat/completions"
	Local     bool   // answered by Keyport itself
	Asked     string // model the app asked for
	Used      string // model that went upstream
	Upstream  string
	Status    int
	Code      string // error code, "" when it went well
	Said      string // the sentence of the error, without the key
	Stream    bool   // the app asked for a stream
	FirstByte time.Duration
	// FirstToken is when the first piece of the answer went to the app, 0 when none did.
	FirstToken time.Duration
	Took       time.Duration
	Cancelled  bool // the app left, or Handler.Cancel
	// UpstreamStatus is what the upstream answered, 0 when it was not called.
	UpstreamStatus int
	Retries        int // how often the upstream was asked again
	// RetryAfter is how long the upstream wants to be left alone, 0 when it does not say.
	RetryAfter time.Duration
	// Unconnected: no connection to the upstream came about within its time. Firewalls that drop
	// packets do that, where an upstream that is slow has taken the connection.
	Unconnected bool

	BytesIn, BytesOut int64 // of the bodies on the app's side; BytesIn is -1 when it is not known
	Usage             Usage
	Messages          int   // in the request
	Characters        int64 // of their texts
	Changes           []Change
	Dropped           []string // names of headers that did not go on
}

// How an app came in.
const (
	WayPassword    = "password"
	WayAddress     = "address"
	WayOpen        = "open"
	WayPassthrough = "passthrough"
)

// Change is one thing that was changed in a request or its answer. Values are
// short, and "" where they could hold a prompt.
type Change struct {
	What          string // one of the Change constants
	Name          string // of a parameter
	Before, After string
	Rule          int    // its number in Config.Rules, from 1; 0 when none did it
	RuleModels    string // its patterns
	Characters    int64
}

// What a Change is about.
const (
	ChangeModel     = "model"     // an alias, or a ":latest" taken off
	ChangeForced    = "forced"    // by a rule, as are the next three
	ChangeDefaulted = "defaulted" //
	ChangeRemoved   = "removed"   //
	ChangeAppended  = "appended"  // text at the last message
	ChangeRefused   = "refused"   // a parameter that the model is known not to take
	ChangeHistory   = "history"   // earlier messages were put in order
	ChangeDialect   = "dialect"   // Before is the app's path, After the upstream's
	ChangeThoughts  = "thoughts"  // Name is the mode
)

// Tap is told the bodies of one request. Its methods are called in this order,
// each with bytes that it must copy and must not change. What fills a pause is a
// part of the answer too, and may come at the same time as Sent before a retry.
type Tap interface {
	Request(body []byte) // as the app sent it
	Sent(body []byte)    // as it goes upstream; again before a retry
	Answer(piece []byte) // as the app gets it, piece by piece
}
