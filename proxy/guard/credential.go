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
// measured. The zero Keyring matches nothing.
type Keyring struct{ sums [][sha256.Size]byte }

// NewKeyring takes one secret per client; the empty secret matches nothing.
func NewKeyring(secrets []secret.Secret) Keyring {
	k := Keyring{sums: make([][sha256.Size]byte, len(secrets))}
	for i, s := range secrets {
		if !s.IsZero() {
			k.sums[i] = sha256.Sum256([]byte(s.Reveal()))
		}
	}
	return k
}

// Find gives the index of the client whose secret was presented, or -1. It
// looks at every client, wherever the match is.
func (k Keyring) Find(presented string) int {
	sum := sha256.Sum256([]byte(presented))
	found := -1
	for i := range k.sums {
		if subtle.ConstantTimeCompare(sum[:], k.sums[i][:]) == 1 && presented != "" {
			found = i
		}
	}
	return found
}

// presented lists the credentials that a request carries: Authorization as
// Bearer (any case), bare or Basic (the password counts), x-api-key
// (Anthropic's SDKs) and api-key (Azure's).
func presented(h http.Header) []string {
	var all []string
	if a := strings.TrimSpace(h.Get("Authorization")); a != "" {
		scheme, rest, found := strings.Cut(a, " ")
		rest = strings.TrimSpace(rest)
		switch {
		case !found:
			all = append(all, a)
		case strings.EqualFold(scheme, "bearer"):
			all = append(all, rest)
		case strings.EqualFold(scheme, "basic"):
			if plain, err := base64.StdEncoding.DecodeString(rest); err == nil {
				if _, password, ok := strings.Cut(string(plain), ":"); ok {
					all = append(all, password)
				}
			}
		}
	}
	for _, name := range [...]string{"X-Api-Key", "Api-Key"} {
		if v := strings.TrimSpace(h.Get(name)); v != "" {
			all = append(all, v)
		}
	}
	return all
}
