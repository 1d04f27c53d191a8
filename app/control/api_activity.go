package control

import (
	"context"
	"time"
)

// ActivityAPI is what Keyport tells of single requests. It lives in memory and
// ends with the program: nothing of it is ever written to disk.
type ActivityAPI interface {
	// Activity gives what has changed since the cursor of the page before, at most
	// ActivityRows finished requests at once, oldest first, and all that run. The
	// zero cursor begins with the oldest row. When nothing has changed it waits, at
	// the latest 25 s, and it answers a caller at most five times a second: an agent
	// changes something a thousand times.
	Activity(ctx context.Context, since ActivityCursor) (ActivityPage, error)
	// ActivityDetail gives all that is known of one request; CodeNotFound when it
	// has made way for newer ones.
	ActivityDetail(ctx context.Context, id uint64) (ActivityDetail, error)
	// CancelRequest ends a running request with an error that its app can read;
	// CodeNotFound when it does not run any more.
	CancelRequest(ctx context.Context, id uint64) error
	// ClearActivity forgets all finished requests, and what was recorded of them.
	ClearActivity(ctx context.Context) error
	// Capture records what apps send and what they are answered for that many
	// minutes, CaptureTimes, in memory only; 0 stops and erases it. Status says until when.
	Capture(ctx context.Context, minutes int) error
}

// ActivityRows is how many finished requests a page has at most.
const ActivityRows = 500

// CaptureTimes are the minutes that Capture takes, beside 0.
var CaptureTimes = [...]int{5, 15, 60}

// ActivityCursor is where a caller of Activity stands. Callers hand it back as
// they got it; one that keeps no rows may put the Run of a page with Reset into
// the cursor before it, and is told only what is new.
type ActivityCursor struct {
	Run     uint64 `json:"run"`     // changes with Clear and with the program
	Row     uint64 `json:"row"`     // the last change of a row that was told
	Version uint64 `json:"version"` // of the list of those that run
}

// ActivityPage is what has changed.
type ActivityPage struct {
	Cursor ActivityCursor `json:"cursor"`
	// Reset: what came before is gone, these rows are all there is.
	Reset bool `json:"reset,omitempty"`
	// More: there are further rows, ask at once.
	More bool `json:"more,omitempty"`
	// Running are all that run, the newest first. They are told whole every time.
	Running []ActivityRow `json:"running,omitempty"`
	// Rows are finished requests, new ones and those that count more now, in the order of their change.
	Rows []ActivityRow `json:"rows,omitempty"`
	// Keep is how many finished rows Keyport remembers. A caller that keeps as many sees the same.
	Keep int `json:"keep"`
}

// Outcome is how a request ended, in one word for people. The words stand in
// the texts as activity.outcome.*.
type Outcome string

// The outcomes.
const (
	OutcomeRunning       Outcome = "running"
	OutcomeOK            Outcome = "ok"
	OutcomeRefused       Outcome = "refused"        // by Keyport: no password, no key, not JSON
	OutcomeProviderError Outcome = "provider_error" // the provider said no, or could not be reached
	OutcomeTimedOut      Outcome = "timed_out"      // the provider, or the app in the middle of its request
	OutcomeCutOff        Outcome = "cut_off"        // the answer broke off
	OutcomeCancelledApp  Outcome = "cancelled_app"  // the app left
	OutcomeCancelledHere Outcome = "cancelled_here" // CancelRequest
	OutcomeFailed        Outcome = "failed"         // a mistake inside Keyport
)

// Outcomes lists them all.
func Outcomes() []Outcome {
	return []Outcome{
		OutcomeRunning, OutcomeOK, OutcomeRefused, OutcomeProviderError, OutcomeTimedOut,
		OutcomeCutOff, OutcomeCancelledApp, OutcomeCancelledHere, OutcomeFailed,
	}
}

// Bad reports whether something went wrong that a person may want to look at.
// An app that leaves is no error: editors do it at every key press.
func (o Outcome) Bad() bool {
	switch o {
	case OutcomeRunning, OutcomeOK, OutcomeCancelledApp, OutcomeCancelledHere:
		return false
	}
	return true
}

// Way is how an app came in.
type Way string

// The ways in.
const (
	WayUnknown     Way = "" // it showed nothing that is known
	WayPassword    Way = "password"
	WayAddress     Way = "address" // the private address
	WayOpen        Way = "open"    // no password was asked for
	WayPassthrough Way = "passthrough"
)

// ActivityRow is one request, or several that are alike: refusals and answers
// of Keyport's own are folded, so that a program that asks a thousand times
// does not push the others out. Names of models and paths are what an app sent:
// whoever shows them must expect anything.
type ActivityRow struct {
	ID    uint64    `json:"id"` // of this run of Keyport
	Start time.Time `json:"start"`
	Count int       `json:"count,omitempty"` // how many are folded, when more than one; Start is the last one's

	App     string  `json:"app"` // its name from the settings, "" when it is not known
	Way     Way     `json:"way"`
	Route   string  `json:"route"`   // "POST chat/completions"; never a private address
	Asked   string  `json:"asked"`   // the model that the app named
	Used    string  `json:"used"`    // the model that the provider was asked for
	Account string  `json:"account"` // the [[upstream]]
	Outcome Outcome `json:"outcome"`
	Status  int     `json:"status,omitempty"` // HTTP
	Code    string  `json:"code,omitempty"`   // stable, "" when it went well

	First int64 `json:"first_ms,omitempty"` // until the first piece of the answer; 0 while there is none
	Took  int64 `json:"took_ms"`

	TokensIn  int64 `json:"tokens_in,omitempty"` // 0: not said
	TokensOut int64 `json:"tokens_out,omitempty"`
	Estimated bool  `json:"tokens_estimated,omitempty"` // TokensOut was counted here, as pieces of the answer

	BytesIn  int64 `json:"bytes_in,omitempty"`
	BytesOut int64 `json:"bytes_out,omitempty"`
	Stream   bool  `json:"stream,omitempty"`
	Retries  int   `json:"retries,omitempty"` // how often Keyport asked again
	Changes  int   `json:"changes,omitempty"` // how many things Keyport changed
	Captured bool  `json:"captured,omitempty"`
}

// ActivityDetail is all that is known of one request.
type ActivityDetail struct {
	Row ActivityRow `json:"row"`
	// Headers is when the provider's answer began, in ms; the first piece may come later.
	Headers int64 `json:"headers_ms,omitempty"`
	// Said is the sentence of the error: the provider's in plain text, without the key, or Keyport's own.
	Said string `json:"said,omitempty"`
	// Messages and Characters describe what the app sent without showing it.
	Messages   int   `json:"messages,omitempty"`
	Characters int64 `json:"characters,omitempty"`

	Changes []ActivityChange `json:"changes,omitempty"`
	// Dropped are the names of headers of the app that did not go on.
	Dropped []string `json:"dropped_headers,omitempty"`

	// Bodies are what was recorded, nil when nothing was.
	Bodies *ActivityBodies `json:"bodies,omitempty"`

	// Curl repeats the request on a command line. It holds no secret, and no prompt unless that was recorded.
	Curl string `json:"curl"`
	// Report is for a question to somebody else: no prompt, no secret.
	Report string `json:"report"`
}

// What an ActivityChange is about, beside what a rule does: ChangeForced and the others.
const (
	ChangeModel    = "model"    // an alias; Before and After are names of models
	ChangeRefused  = "refused"  // the model is known not to take it
	ChangeHistory  = "history"  // earlier messages were put in order
	ChangeDialect  = "dialect"  // the request was translated; Before and After are paths
	ChangeThoughts = "thoughts" // Name is what happened to them: strip, reasoning
)

// ActivityChange is one thing that Keyport changed.
type ActivityChange struct {
	What string `json:"what"`
	Name string `json:"name,omitempty"` // of the parameter
	// Before and After are short values; "" where there was none or where it could hold a prompt.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Rule is the number of the rule in the settings, from 1; 0 when none did it. RuleModels are its patterns.
	Rule       int    `json:"rule,omitempty"`
	RuleModels string `json:"rule_models,omitempty"`
	// Characters is how many thoughts were taken out or moved.
	Characters int64 `json:"characters,omitempty"`
}

// ActivityBodies are what was recorded of one request: texts without keys,
// passwords and private addresses.
type ActivityBodies struct {
	Request string `json:"request"` // as the app sent it
	Sent    string `json:"sent"`    // as it went on, "" when nothing was changed
	Answer  string `json:"answer"`  // as the app got it
	Cut     bool   `json:"cut"`     // something did not fit
}
