// Package control is the one way in for the tray, the window and the command
// line: the API interface with its plain value types, a server that offers it
// on a per-user Unix socket, and Conn, the client of that socket. It knows neither
// the proxy nor the keychain; the running application implements API.
package control

import (
	"context"
	"time"

	"keyport/app/settings"
	"keyport/proxy/secret"
)

// Settings is the settings value, so that windows need not import its package.
type Settings = settings.Settings

// Secret is a key, a password or a private address.
type Secret = secret.Secret

// API is all that can be asked of Keyport. The running program implements it,
// a Conn offers it over the socket, and the offline implementation (package
// app) acts on the files and the keychain when nothing runs; what an offline
// Keyport cannot do fails with CodeNotRunning. Every error is an *Error.
type API interface {
	AutostartAPI
	FoundAPI
	GeneralAPI

	// Status gives the state now.
	Status(ctx context.Context) (Status, error)
	// WaitStatus returns as soon as the status version differs from seen, at the latest after 25 s.
	WaitStatus(ctx context.Context, seen uint64) (Status, error)

	// Pause refuses requests until the given time; the zero time means until Resume. The port stays held.
	Pause(ctx context.Context, until time.Time) error
	// Resume ends a pause, and takes QuitWhenIdle back.
	Resume(ctx context.Context) error
	// OpenWindow shows the window, on page when one is named, starting its program if need be.
	OpenWindow(ctx context.Context, page string) error
	// Quit ends Keyport after at most 3 s of grace for running streams.
	Quit(ctx context.Context) error
	QuitAPI

	// Settings gives the settings with the revision to hand back when saving.
	Settings(ctx context.Context) (SettingsView, error)
	// SaveSettings validates, writes and publishes. A bad field fails with CodeInvalid
	// and Fields; a revision that is not the current one with CodeConflict.
	SaveSettings(ctx context.Context, view SettingsView) (SettingsView, error)
	// RestoreSettings makes the settings from before the last change the ones that count.
	// What counted until now becomes what can be restored, unless it was damaged. Without
	// any it fails with CodeNotFound.
	RestoreSettings(ctx context.Context) (SettingsView, error)

	// UseDemo adds the built-in demo upstream with its model keyport-demo, or takes it out again.
	UseDemo(ctx context.Context, on bool) error

	// SetKey stores the key of an upstream, bound to the origin of the upstream's URL.
	SetKey(ctx context.Context, upstream string, key Secret) error
	// MoveKey binds the stored key to the upstream's present origin.
	MoveKey(ctx context.Context, upstream string) error
	// RemoveKey forgets the key of an upstream.
	RemoveKey(ctx context.Context, upstream string) error
	// CheckKey asks the provider for its models. The answer says how it went; an error means that nobody could be asked.
	CheckKey(ctx context.Context, check KeyCheck) (KeyResult, error)

	// Access gives a client's password and private address: for "show" and "copy" only.
	Access(ctx context.Context, client string) (Access, error)
	// AddClient makes a client with a new password and private address.
	AddClient(ctx context.Context, name string) (Access, error)
	// RotateClient makes a new password, a new address, or both (what: RotatePassword, RotateAddress, RotateBoth).
	// The old one ends at once, or with KeepOld an hour later. What an earlier rotation kept ends in any case.
	RotateClient(ctx context.Context, client, what string, options ...RotateOption) (Access, error)
	// RemoveClient takes a client's access away.
	RemoveClient(ctx context.Context, client string) error

	// Import takes over the text of a .env file of one of the five proxies.
	Import(ctx context.Context, env string) (ImportReport, error)
	// CheckClient replays what a client does against the running Keyport.
	CheckClient(ctx context.Context, client string) ([]Step, error)
	// Models lists the catalogue.
	Models(ctx context.Context) ([]Model, error)

	ProblemsAPI
	NetworkAPI
	ModelsAPI
	TryAPI
	AppsAPI
	ConnectAPI
	ActivityAPI
	UpdatesAPI
}

// What RotateClient renews.
const (
	RotatePassword = "password"
	RotateAddress  = "address"
	RotateBoth     = "both"
)

// RotateOption changes how RotateClient renews.
type RotateOption string

// KeepOld lets the old password or address count for one more hour.
const KeepOld RotateOption = "keep_old"

// State is what the tray icon shows.
type State string

// The states. "Working" is StateReady with Running above 0.
const (
	StateStarting  State = "starting"
	StateSetup     State = "setup" // no key yet
	StateReady     State = "ready"
	StatePaused    State = "paused"
	StateAttention State = "attention" // serves, but something is wrong
	StateBlocked   State = "blocked"   // cannot serve
	StateOpen      State = "open"      // serves without asking for a credential
)

// Status is the state of the running program. It holds no secret.
type Status struct {
	Version     uint64     `json:"version"` // changes whenever anything below changes
	State       State      `json:"state"`
	Sentence    string     `json:"sentence"` // the first line of the tray menu
	Program     string     `json:"program"`  // Keyport's own version
	PID         int        `json:"pid"`
	Address     string     `json:"address"`   // http://127.0.0.1:PORT{prefix}; "" while not listening
	Listening   []string   `json:"listening"` // bound addresses, host:port
	PausedUntil *time.Time `json:"paused_until,omitempty"`
	Paused      bool       `json:"paused"`
	Running     int        `json:"running"`            // requests in flight
	Quitting    bool       `json:"quitting,omitempty"` // ending, or waiting for that (see QuitAPI); the state is StatePaused then
	Upstreams   []Upstream `json:"upstreams"`
	Clients     []Client   `json:"clients"`
	Problems    []Problem  `json:"problems"`  // worst first
	Keychain    string     `json:"keychain"`  // its name for people
	Settings    string     `json:"settings"`  // path of the settings file
	TrayHost    bool       `json:"tray_host"` // a tray is there to show the icon
	Window      bool       `json:"window"`    // a window is connected
	Language    string     `json:"language"`  // what the person reads: a language of package assets
	Look        string     `json:"look"`      // of the window: system | light | dark
	// CaptureUntil is when recording what apps send ends; nil while nothing is recorded.
	CaptureUntil *time.Time `json:"capture_until,omitempty"`
	// Updates is what is known of newer versions; nil in a copy that was built without update notices.
	Updates *Updates `json:"updates,omitempty"`
}

// KeyState says whether an upstream has its key.
type KeyState string

// The key states.
const (
	KeyPresent    KeyState = "present"
	KeyMissing    KeyState = "missing"    // none saved
	KeyLocked     KeyState = "locked"     // the keychain is locked
	KeyElsewhere  KeyState = "elsewhere"  // saved for another origin
	KeyRejected   KeyState = "rejected"   // the provider refused it
	KeyNotNeeded  KeyState = "not_needed" // auth = "none", or the demo upstream
	KeyUnreadable KeyState = "unreadable" // the keychain failed
)

// Upstream is the status of one LLM account.
type Upstream struct {
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`
	Host      string   `json:"host"` // of the URL
	Key       KeyState `json:"key"`
	KeyEnd    string   `json:"key_end"`    // the last 4 characters, for recognising it; "" for short keys
	KeyOrigin string   `json:"key_origin"` // the origin it was saved for, when it is KeyElsewhere
	LastError string   `json:"last_error"` // a sentence, "" when the last request went well
	// Trouble is the stable code of the problem that it has, "" when it has none.
	Trouble string `json:"trouble,omitempty"`

	// How requests to it went since Keyport started.
	ErrorSince *time.Time    `json:"error_since,omitempty"` // the first of the errors that have not ended yet
	LastAnswer *time.Time    `json:"last_answer,omitempty"` // the last good one
	LastCheck  *time.Time    `json:"last_check,omitempty"`  // of its key
	LimitUntil *time.Time    `json:"limit_until,omitempty"` // what the provider has asked for
	FirstByte  time.Duration `json:"first_byte,omitempty"`  // median of the last good answers; 0 is none yet
}

// Client is the status of one client ("app").
type Client struct {
	Name     string     `json:"name"`
	Kind     string     `json:"kind"` // one of Kinds; "" is KindOther
	Off      bool       `json:"off"`  // refused as if unknown, until it is switched on again
	LastUsed *time.Time `json:"last_used,omitempty"`
	Requests int        `json:"requests"` // since Keyport started
	Old      OldUntil   `json:"old,omitzero"`
}

// OldUntil says until when what was renewed with KeepOld counts; nil where nothing does.
type OldUntil struct {
	Password *time.Time `json:"password,omitempty"`
	Address  *time.Time `json:"address,omitempty"`
}

// Problem is something that the person should know: what happened, what it
// means, and what helps. Problems compare with ==.
type Problem struct {
	Code     string `json:"code"`            // stable: port_taken, keychain_locked, keychain_missing, settings_broken, no_window ...
	Short    string `json:"short"`           // what happened, for a line of a menu: without a full stop
	Sentence string `json:"sentence"`        // what happened
	Means    string `json:"means,omitempty"` // what it means for the person
	Blocking bool   `json:"blocking"`
	News     bool   `json:"news,omitempty"` // no trouble, but good to know
	Page     string `json:"page"`           // the page of the window that helps
	// Action is the one that helps, Second another one; "" is none. See ActionLabel and Act.
	Action Action `json:"action,omitempty"`
	Second Action `json:"second,omitempty"`
	// Upstream is the account that it is about, "" when it is about none.
	Upstream string `json:"upstream,omitempty"`
	// FreePort is a port that could be chosen instead of the one that is taken; 0 when none is known.
	FreePort int `json:"free_port,omitempty"`
	// Restore: RestoreSettings can bring the settings of before back.
	Restore bool `json:"restore,omitempty"`
	// Link is the https address of the page that helps, for ActionRelease and ActionNewerVersion.
	Link string `json:"link,omitempty"`
}

// SettingsView is the settings with their revision.
type SettingsView struct {
	Revision uint64   `json:"revision"`
	Settings Settings `json:"settings"`
	// Overridden names the fields that a flag or a variable decides in this run, with its source.
	Overridden map[string]string `json:"overridden,omitempty"`
	// Warnings are sentences about settings that are allowed but unwise.
	Warnings []FieldError `json:"warnings,omitempty"`
}

// KeyCheck names what to check. Empty fields mean what is saved for Upstream,
// so that a key can be tried before it is saved.
type KeyCheck struct {
	Upstream string            `json:"upstream"`
	Kind     string            `json:"kind,omitempty"`
	URL      string            `json:"url,omitempty"`
	Key      string            `json:"key,omitempty"` // travels on the socket only
	Headers  map[string]string `json:"headers,omitempty"`
}

// KeyResult is how a check went.
type KeyResult struct {
	OK       bool   `json:"ok"`
	Code     string `json:"code"`     // ok, rejected, forbidden, limited, no_credit, dns, refused, proxy, tls, timeout, redirect, web_page, no_list, bad_answer, bad_address, no_key
	Sentence string `json:"sentence"` // for the person: "Key works. 42 models."
	Models   int    `json:"models"`
}

// Access is what an app needs to connect. It is given only when asked for.
type Access struct {
	Client   string `json:"client"`
	Password string `json:"password"` // bearer token
	Address  string `json:"address"`  // the private address: http://127.0.0.1:PORT{prefix}/{secret}
	Base     string `json:"base"`     // http://127.0.0.1:PORT{prefix}

	Old OldUntil `json:"old,omitzero"`
}

// ImportReport says what an import did and what it could not take over.
type ImportReport struct {
	Done     []string `json:"done"`     // sentences, without secrets
	Warnings []string `json:"warnings"` // sentences with the variable or group they are about
}

// Step is one step of a wiring test.
type Step struct {
	Name   string        `json:"name"`
	OK     bool          `json:"ok"`
	Detail string        `json:"detail"` // what was seen, or what to do
	Took   time.Duration `json:"took"`

	// Running: the step has begun; the same step follows when it has ended.
	Running bool `json:"running,omitempty"`
	// Spare: it did not go well, and the app works without it. It is neither OK nor a failure.
	Spare bool `json:"spare,omitempty"`
}

// Model is one row of the catalogue.
type Model struct {
	ID       string       `json:"id"`
	Target   string       `json:"target,omitempty"` // for an alias: the real model
	Upstream string       `json:"upstream"`
	Context  int          `json:"context"` // tokens
	Tools    bool         `json:"tools"`
	Vision   bool         `json:"vision"`
	Thinking bool         `json:"thinking"`
	Chat     bool         `json:"chat"`
	Hidden   bool         `json:"hidden"` // by the person's wish
	Listed   bool         `json:"listed"` // stands in the lists of Ollama's apps
	Sources  ModelSources `json:"sources,omitzero"`
}

// FieldError is what is wrong with one field, named as in the file: "listen.port", "upstream[0].url".
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// The stable codes of control errors.
const (
	CodeInvalid         = "invalid"
	CodeConflict        = "conflict"
	CodeNotFound        = "not_found"
	CodeExists          = "exists"
	CodeNotRunning      = "not_running"
	CodeKeychainMissing = "keychain_missing"
	CodeKeychainLocked  = "keychain_locked"
	CodeKeychainRefused = "keychain_refused"
	CodeTooBig          = "too_big"
	CodeReadOnly        = "read_only"        // the settings file is of a newer version, or cannot be written
	CodeDamaged         = "settings_damaged" // the settings file was no TOML; the person has to choose
	CodeNoWindow        = "no_window"
	CodePortTaken       = "port_taken"
	CodeForbidden       = "forbidden"   // the caller looks like a web page
	CodeAutostart       = "autostart"   // start at login could not be switched
	CodeStopped         = "stopped"     // the caller did not wait for the end
	CodeNoUpdates       = "no_updates"  // this copy was built without update notices
	CodeUnreachable     = "unreachable" // the site of the update notice
	CodeUntrusted       = "untrusted"   // what it said is not signed by Keyport, or older than what was known
	CodeNoProgram       = "no_program"  // the file that a restart would start is gone, or does not start
	CodeInternal        = "internal"
)

// Error is an answer that says no: a stable code and one sentence for the person.
type Error struct {
	Code    string       `json:"code"`
	Message string       `json:"message"`
	Fields  []FieldError `json:"fields,omitempty"`
	// FreePort is a port that could be chosen instead, with CodePortTaken; 0 when none is known.
	FreePort int `json:"free_port,omitempty"`

	Cause error `json:"-"` // for the log
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Cause }
