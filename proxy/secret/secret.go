// Package secret holds the type of every key, password and private address in
// Keyport. A Secret prints as [redacted] wherever a value can be printed, and
// only Reveal gives its text. The package knows nothing of where secrets come
// from or go to.
package secret

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
)

// Redacted is what a Secret prints as.
const Redacted = "[redacted]"

// Secret is a text that must not reach a log, an error, a file or a window
// title. The zero value is the empty secret. Secrets are not to be compared
// with ==; package guard compares credentials.
type Secret struct {
	// A pointer, because fmt calls no method on the unexported fields of a struct:
	// printing a struct that holds a Secret so deep gives an address, not the text.
	text *string
	_    [0]func() // no ==
}

// New wraps text. The caller should drop its own copy.
func New(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal gives the text. Callers are few and can be found by this name: the
// function that puts the key on a request, the comparison of credentials, and
// the control socket's answers to the person's own "show" and "copy".
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether the secret is empty. encoding/json's omitzero asks it.
func (s Secret) IsZero() bool { return s.text == nil }

// String gives Redacted, or nothing for the empty secret, so that a log shows whether one was set.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return Redacted
}

// GoString keeps %#v from printing the field.
func (s Secret) GoString() string { return "secret.Secret(" + s.String() + ")" }

// Format keeps every verb (%x, %q, %+v ...) from printing the field.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, s.String()) }

// MarshalText keeps encoders (JSON, TOML, zerolog's Interface) from writing the text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// alphabet is RFC 4648 base32 in lower case: letters and digits that no client
// escapes or folds (Copilot joins the address by string concatenation).
var alphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Generate gives prefix followed by 26 characters that carry 128 random bits.
func Generate(prefix string) Secret {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // crypto/rand.Read never fails since Go 1.24: it ends the program instead.
	return New(prefix + alphabet.EncodeToString(bits[:]))
}

// PasswordPrefix marks the app passwords that Keyport makes, so that a person
// who pastes one into the API key field can be told so.
const PasswordPrefix = "kp-"

// LooksLikePassword reports whether text is an app password made by Keyport rather than a provider's key.
func LooksLikePassword(text string) bool {
	return strings.HasPrefix(text, PasswordPrefix) && len(text) == len(PasswordPrefix)+26
}
