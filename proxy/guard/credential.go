package guard

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"keyport/proxy/secret"
)

// Keyring compares presented credentials with those of all clients, as hashes
// and in constant time: neither a length nor a matching beginning can be
// measured (LocalAI's CVE-2024-7010). The zero Keyring matches nothing.
type Keyring struct {
	entries  []entry
	shortest int // length of the shortest secret in bytes, 0 when there is none
}

// entry is one secret. The empty secret has the zero sum, which no text has.
type entry struct {
	sum   [sha256.Size]byte
	owner int
	valid func() bool // nil: always
}

// NewKeyring takes one secret per client; the empty secret matches nothing.
func NewKeyring(secrets []secret.Secret) Keyring {
	k := Keyring{entries: make([]entry, 0, len(secrets))}
	for owner, s := range secrets {
		k.Add(owner, s, nil)
	}
	return k
}

// Add takes a further secret of the client owner, for as long as valid says so;
// nil is for ever. Where two secrets are alike, the one that came first counts.
// A Keyring that is in use must not be added to.
func (k *Keyring) Add(owner int, s secret.Secret, valid func() bool) {
	e := entry{owner: owner, valid: valid}
	if text := s.Reveal(); text != "" {
		e.sum = sha256.Sum256([]byte(text))
		if k.shortest == 0 || len(text) < k.shortest {
			k.shortest = len(text)
		}
	}
	k.entries = append(k.entries, e)
}

// Find gives the index of the client whose secret was presented, or -1. It
// looks at every secret, wherever the match is, and a miss takes no longer than
// that: a delay for misses alone is one more thing to measure (CVE-2026-23996).
func (k Keyring) Find(presented string) int {
	return k.find(sha256.Sum256([]byte(presented)), equal)
}

func (k Keyring) find(sum [sha256.Size]byte, equal func(a, b [sha256.Size]byte) int) int {
	match := -1
	for i := len(k.entries) - 1; i >= 0; i-- {
		match = subtle.ConstantTimeSelect(equal(sum, k.entries[i].sum), i, match)
	}
	if match < 0 {
		return -1
	}
	if e := k.entries[match]; e.valid == nil || e.valid() {
		return e.owner
	}
	return -1
}

func equal(a, b [sha256.Size]byte) int { return subtle.ConstantTimeCompare(a[:], b[:]) }

// Plausible reports whether text is long enough to be meant as one of the
// secrets, which tells a guess from an app that asks for a path of another
// server ("/props", "/favicon.ico"). Never let an answer depend on it.
func (k Keyring) Plausible(text string) bool { return k.shortest > 0 && len(text) >= k.shortest }

// presented appends to all the credentials that a request carries, three at
// most: Authorization as Bearer (any case), bare or Basic (the password counts),
// x-api-key (Anthropic's SDKs) and api-key (Azure's). A scheme without a
// credential, as SDKs send it for an empty key, is none.
func presented(all []string, h http.Header) []string {
	add := func(credential string) {
		if credential = strings.TrimSpace(credential); credential != "" {
			all = append(all, credential)
		}
	}
	scheme, rest, found := strings.Cut(strings.TrimSpace(h.Get("Authorization")), " ")
	switch bearer, basic := strings.EqualFold(scheme, "bearer"), strings.EqualFold(scheme, "basic"); {
	case !found && !bearer && !basic:
		add(scheme)
	case bearer:
		add(rest)
	case basic:
		if plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest)); err == nil {
			if _, password, ok := strings.Cut(string(plain), ":"); ok {
				add(password)
			}
		}
	}
	add(h.Get("X-Api-Key"))
	add(h.Get("Api-Key"))
	return all
}
