package keystore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/zalando/go-keyring"
)

// Timeout is how long a call of the system store may take. A person who is
// asked to unlock the keychain should be able to type a password in it, and
// nobody who is not at the desk should keep a request waiting for longer.
const Timeout = 20 * time.Second

// maxAccount is the longest account name in bytes. macOS takes account and
// secret in one command of 4 096 bytes.
const maxAccount = 256

var (
	errTooBig    = fmt.Errorf("the secret is longer than %d bytes", MaxSecret)
	errAccount   = fmt.Errorf("an account name is 1 to %d bytes of printable text", maxAccount)
	errAbandoned = errors.New("the caller had given up")
)

// library is go-keyring, or a stand-in for it.
type library interface {
	Get(service, account string) (string, error)
	Set(service, account, secret string) error
	Delete(service, account string) error
	DeleteAll(service string) error
}

type goKeyring struct{}

func (goKeyring) Get(service, account string) (string, error) { return keyring.Get(service, account) }

func (goKeyring) Set(service, account, secret string) error {
	return keyring.Set(service, account, secret)
}
func (goKeyring) Delete(service, account string) error { return keyring.Delete(service, account) }
func (goKeyring) DeleteAll(service string) error       { return keyring.DeleteAll(service) }

// platform is what differs between operating systems. Every field is set.
type platform struct {
	name string
	// ready says at once whether a keychain can be there at all.
	ready func() error
	// unlock opens the keychain, and takes as long as a person takes. When ask is
	// false it opens no dialog of its own, where the system leaves it the choice.
	unlock func(ask bool) error
	// confirm looks, after a write that is said to have succeeded, whether
	// account is there (or gone, for there == false).
	confirm func(account string, there bool) error
}

func always() error { return nil }

func unlocked(bool) error { return nil }

func trusted(string, bool) error { return nil }

// system puts a time-out, a context and order around a library that has none.
//
// A blocked call cannot be stopped: go-keyring waits for a dialog without a
// limit. So there is one call at a time; its goroutine lives until the keychain
// answers, and the calls behind it wait for it, each within its own time-out,
// and open no dialog of their own.
type system struct {
	lib     library
	os      platform
	timeout time.Duration

	mu   sync.Mutex
	busy *flight // the call that is under way, or nil
}

// flight is one call of the library; done is closed when it is over, and the
// other fields may be read from then on.
type flight struct {
	ask    bool // may open a dialog
	done   chan struct{}
	secret string
	err    error
}

// System gives the keychain of the operating system. There is one per process,
// so that one process asks a person one question at a time.
func System() Store { return theSystem() }

var theSystem = sync.OnceValue(func() *system {
	return &system{lib: goKeyring{}, os: thisPlatform(), timeout: Timeout}
})

func (s *system) Describe() string { return s.os.name }

func (s *system) Get(ctx context.Context, account string) (string, error) {
	return s.do(ctx, "get", account, func() (string, error) { return s.lib.Get(Service, account) })
}

func (s *system) Set(ctx context.Context, account, secret string) error {
	if len(secret) > MaxSecret {
		return &Error{Kind: TooBig, Op: "set", Err: errTooBig}
	}
	_, err := s.do(ctx, "set", account, func() (string, error) {
		if err := s.lib.Set(Service, account, secret); err != nil {
			return "", err
		}
		return "", s.os.confirm(account, true)
	})
	return err
}

func (s *system) Delete(ctx context.Context, account string) error {
	_, err := s.do(ctx, "delete", account, func() (string, error) {
		if err := s.lib.Delete(Service, account); err != nil {
			return "", err
		}
		return "", s.os.confirm(account, false)
	})
	if KindOf(err) == NotFound {
		return nil
	}
	return err
}

// Clear removes everything that Keyport has put into the keychain of the
// operating system, also under names that no settings hold any more. Clearing
// an empty one is no error.
func Clear(ctx context.Context) error { return theSystem().clear(ctx) }

func (s *system) clear(ctx context.Context) error {
	_, err := s.do(ctx, "clear", Service, func() (string, error) { return "", s.lib.DeleteAll(Service) })
	if KindOf(err) == NotFound {
		return nil
	}
	return err
}

func (s *system) do(ctx context.Context, op, account string, call func() (string, error)) (string, error) {
	if !usable(account) {
		return "", &Error{Kind: Refused, Op: op, Err: errAccount}
	}
	if err := s.os.ready(); err != nil {
		return "", failure(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	for {
		if ctx.Err() != nil {
			return "", gaveUp(op, ctx.Err())
		}
		f, mine := s.join(!IsQuiet(ctx))
		if mine {
			go s.fly(ctx, f, call)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return "", gaveUp(op, ctx.Err())
		}
		if mine {
			return f.secret, failure(op, f.err)
		}
		// Who waited behind a dialog that was cancelled takes that for an
		// answer: ten accounts must not make ten dialogs.
		if f.ask && f.err != nil && kind(f.err) == Locked {
			return "", failure(op, f.err)
		}
	}
}

// join gives the call under way, or a new one that the caller must fly.
func (s *system) join(ask bool) (f *flight, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy == nil {
		s.busy = &flight{ask: ask, done: make(chan struct{})}
		mine = true
	}
	return s.busy, mine
}

// fly runs one call and ends the flight. ctx is over when the caller has gone:
// a write whose failure was already reported is not done minutes later, when
// the person comes back and unlocks the keychain after all.
func (s *system) fly(ctx context.Context, f *flight, call func() (string, error)) {
	defer func() {
		// go-keyring v0.2.8 dereferences a nil signal when the session bus goes
		// away while a dialog is open; the proxy must outlive that.
		if r := recover(); r != nil {
			f.err = &Error{Kind: Missing, Err: fmt.Errorf("the keychain library panicked: %v", r)}
		}
		s.mu.Lock()
		s.busy = nil
		s.mu.Unlock()
		close(f.done)
	}()
	if f.err = s.os.unlock(f.ask); f.err != nil {
		return
	}
	if ctx.Err() != nil {
		f.err = errAbandoned
		return
	}
	f.secret, f.err = call()
}

// usable keeps out what a keychain cannot name: D-Bus takes UTF-8 only, and
// macOS reads commands line by line, so that a line feed would start another.
func usable(account string) bool {
	if account == "" || len(account) > maxAccount || !utf8.ValidString(account) {
		return false
	}
	for _, r := range account {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}
