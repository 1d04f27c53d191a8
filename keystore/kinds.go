package keystore

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"strings"

	"github.com/zalando/go-keyring"
)

// failure makes the *Error of an operation, nil for nil.
func failure(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return &Error{Kind: e.Kind, Op: op, Err: e.Err}
	}
	return &Error{Kind: kind(err), Op: op, Err: err}
}

// gaveUp is the error of a call that ended with its context. Out of time means
// locked, because a dialog that nobody answers is what blocks a keychain; a
// caller who cancelled learns nothing about the keychain.
func gaveUp(op string, cause error) error {
	if errors.Is(cause, context.DeadlineExceeded) {
		return &Error{Kind: Locked, Op: op, Err: cause}
	}
	return &Error{Kind: Unknown, Op: op, Err: cause}
}

// sentences are errors of go-keyring v0.2.8 and godbus v5.2.4 that have no
// value to compare with.
var sentences = []struct {
	part string
	kind Kind
}{
	{"was not provided by any .service files", Missing},
	{"couldn't determine address of session bus", Missing},
	{"connection closed by user", Missing},
	{"invalid bus address", Missing},
	{"failed to unlock correct collection", Locked},
	{"dismissed", Refused},
}

// kind sorts what comes out of the library and the operating system.
func kind(err error) Kind {
	var own *Error
	var dial *net.OpError
	switch {
	case errors.As(err, &own):
		return own.Kind
	case errors.Is(err, keyring.ErrNotFound):
		return NotFound
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return TooBig
	case errors.Is(err, keyring.ErrUnsupportedPlatform), errors.Is(err, exec.ErrNotFound), errors.As(err, &dial):
		return Missing
	}
	if k := platformKind(err); k != Unknown {
		return k
	}
	for _, s := range sentences {
		if strings.Contains(err.Error(), s.part) {
			return s.kind
		}
	}
	return Unknown
}
