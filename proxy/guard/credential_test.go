package guard

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"keyport/proxy/secret"
)

// Neither the place of the match nor its absence may change what is done.
func TestEveryComparisonIsMadeWhereverTheMatchIs(t *testing.T) {
	const clients = 40
	secrets := make([]secret.Secret, clients)
	for i := range secrets {
		if i%7 != 3 { // some have none
			secrets[i] = secret.New(fmt.Sprintf("kp-%026d", i))
		}
	}
	k := NewKeyring(secrets)
	k.Add(5, secret.New("old, and still good"), func() bool { return true })
	k.Add(6, secret.New("old, and over"), func() bool { return false })
	presented := []string{"", "x", "kp-", "old, and still good", "old, and over", "kp-" + fmt.Sprintf("%026d", 0) + "x"}
	for i := range clients {
		presented = append(presented, fmt.Sprintf("kp-%026d", i))
	}
	for _, p := range presented {
		made := 0
		found := k.find(sha256.Sum256([]byte(p)), func(a, b [sha256.Size]byte) int { made++; return equal(a, b) })
		if made != clients+2 {
			t.Errorf("%d comparisons for %q, which is %d", made, p, found)
		}
		if found != k.Find(p) {
			t.Errorf("%q is %d and %d", p, found, k.Find(p))
		}
	}
}

func TestWhoseSecretItIs(t *testing.T) {
	over := false
	k := NewKeyring([]secret.Secret{secret.New("one"), {}, secret.New("two"), secret.New("one")})
	k.Add(0, secret.New("old one"), func() bool { return !over })
	k.Add(1, secret.Secret{}, nil)
	k.Add(2, secret.New("one"), func() bool { return false }) // a new secret of somebody else that was an old one
	check := func(want map[string]int) {
		t.Helper()
		for presented, owner := range want {
			if got := k.Find(presented); got != owner {
				t.Errorf("%q is of %d, want %d", presented, got, owner)
			}
		}
	}
	check(map[string]int{"one": 0, "two": 2, "old one": 0, "": -1, "on": -1, "one ": -1, "One": -1, "\x00": -1, string(make([]byte, sha256.Size)): -1})
	over = true
	check(map[string]int{"one": 0, "two": 2, "old one": -1})
	if zero := (Keyring{}); zero.Find("") != -1 || zero.Find("x") != -1 || zero.Plausible("x") {
		t.Error("the empty Keyring knows something")
	}
	if k.Plausible("on") || !k.Plausible("xyz") || NewKeyring([]secret.Secret{{}}).Plausible("x") {
		t.Error("Plausible")
	}
}

func TestCredentialsInEveryHeader(t *testing.T) {
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, c := range []struct {
		name    string
		headers map[string]string
		want    []string
	}{
		{"nothing", nil, nil},
		{"bearer", map[string]string{"Authorization": "Bearer P"}, []string{"P"}},
		{"any case", map[string]string{"Authorization": "bEaReR P"}, []string{"P"}},
		{"more spaces", map[string]string{"Authorization": "  Bearer   P  "}, []string{"P"}},
		{"the bare token", map[string]string{"Authorization": "P"}, []string{"P"}},
		{"basic", map[string]string{"Authorization": basic("user:P")}, []string{"P"}},
		{"basic without a user", map[string]string{"Authorization": basic(":P")}, []string{"P"}},
		{"basic with a colon in the password", map[string]string{"Authorization": basic("user:P:Q")}, []string{"P:Q"}},
		{"the user is no password", map[string]string{"Authorization": basic("P:")}, nil},
		{"basic without a colon", map[string]string{"Authorization": basic("P")}, nil},
		{"broken basic", map[string]string{"Authorization": "Basic !"}, nil},
		{"an empty key, as SDKs send it", map[string]string{"Authorization": "Bearer "}, nil},
		{"a bare scheme", map[string]string{"Authorization": "Bearer"}, nil},
		{"another scheme", map[string]string{"Authorization": "Negotiate P"}, nil},
		{"Anthropic's", map[string]string{"x-api-key": "P"}, []string{"P"}},
		{"Azure's", map[string]string{"api-key": " P "}, []string{"P"}},
		{"empty ones", map[string]string{"x-api-key": "", "api-key": " "}, nil},
		{"all at once", map[string]string{"Authorization": "Bearer A", "x-api-key": "B", "api-key": "C"}, []string{"A", "B", "C"}},
		{"others", map[string]string{"Proxy-Authorization": "Bearer P", "Cookie": "P", "X-Goog-Api-Key": "P"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := http.Header{}
			for name, value := range c.headers {
				h.Set(name, value)
			}
			if got := presented(nil, h); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
