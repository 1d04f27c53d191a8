// Package keystore keeps secrets in the operating system's keychain, or in
// memory for one run. It knows nothing of upstreams, clients or settings: an
// account is a name, a secret is a text.
package keystore

import (
	"context"
	"errors"
	"fmt"
)

// Service is the name under which every item of Keyport stands in the keychain
// (go-keyring's "service"; `secret-tool lookup service Keyport username NAME`).
const Service = "Keyport"

// MaxSecret is the longest secret in bytes that every keychain takes: Windows
// stops at 2 560 bytes, macOS at about 2 900 (measured, go-keyring v0.2.8).
const MaxSecret = 2500

// Store keeps one secret per account. All methods may be called from several
// goroutines; each returns within the store's time-out or when ctx ends, and
// its error is an *Error.
type Store interface {
	// Get gives the secret of account, or an error of kind NotFound.
	Get(ctx context.Context, account string) (string, error)
	// Set stores or replaces the secret of account.
	Set(ctx context.Context, account, secret string) error
	// Delete removes account; removing what is not there is no error.
	Delete(ctx context.Context, account string) error
	// Describe names the store: one of the names below.
	Describe() string
}

// The names of the stores, in English; who shows them translates them.
const (
	LoginKeyring       = "your login keyring"
	MacKeychain        = "macOS Keychain"
	WindowsCredentials = "Windows Credential Manager"
	InMemory           = "memory, until Keyport quits"
	NoKeychain         = "no keychain"
)

// Kind says what went wrong, so that the person can be told what to do.
type Kind int

// The kinds of keychain trouble.
const (
	Unknown  Kind = iota
	Missing       // no keychain service on this computer or in this session
	Locked        // the keychain is locked and was not unlocked in time
	Refused       // the keychain answered no: access denied, cancelled, broken
	TooBig        // the secret is longer than the keychain takes
	NotFound      // no secret under this account
)

func (k Kind) String() string {
	return [...]string{"unknown", "missing", "locked", "refused", "too_big", "not_found"}[k]
}

// Error is the error of every Store method.
type Error struct {
	Kind Kind
	Op   string // get, set, delete, clear
	Err  error  // for the log; never holds the secret
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("keychain %s: %s", e.Op, e.Kind)
	}
	return fmt.Sprintf("keychain %s: %s: %v", e.Op, e.Kind, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// ErrCancelled is inside the error of a keychain that stayed locked because the
// person put the question for its password away. Who asks again by itself must
// do so quietly then.
var ErrCancelled = errors.New("the question for the keychain's password was cancelled")

type quietKey struct{}

// Quietly gives a context for questions that nobody at the desk has caused: a
// keychain that is locked says so at once instead of asking for its password,
// where the system leaves that choice (the Secret Service does).
func Quietly(ctx context.Context) context.Context { return context.WithValue(ctx, quietKey{}, true) }

// IsQuiet reports whether ctx comes from Quietly.
func IsQuiet(ctx context.Context) bool { return ctx.Value(quietKey{}) != nil }

// KindOf gives the kind of err, Unknown when it is none of ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Unknown
}
