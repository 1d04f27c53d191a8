package app

import (
	"strings"

	"keyport/app/settings"
)

// The accounts of the keychain. The key of an upstream lies under its name, so
// that it can be found there by hand; beside it lies the origin it was saved
// for. Upstream names hold no slash (settings.Validate), so the forms cannot collide.
func keyAccount(upstream string) string    { return upstream }
func originAccount(upstream string) string { return upstream + originSuffix }

const originSuffix = "/origin"

// authorizationAccount is never in the keychain: UPSTREAM_AUTHORIZATION gives a whole header value for one run.
func authorizationAccount(upstream string) string { return upstream + "/authorization" }

func passwordAccount(client string) string { return "client/" + client + "/password" }
func addressAccount(client string) string  { return "client/" + client + "/address" }

// oldAccount holds what was renewed and counts for a while yet, see oldSecrets.
func oldAccount(client string) string { return "client/" + client + oldSuffix }

const oldSuffix = "/old"

func clientAccounts(client string) []string {
	return []string{passwordAccount(client), addressAccount(client), oldAccount(client)}
}

// accounts lists everything that s needs from the keychain.
func accounts(s settings.Settings) []string {
	var all []string
	for _, u := range s.Upstreams {
		if needsKey(u) {
			all = append(all, keyAccount(u.Name), originAccount(u.Name))
		}
	}
	for _, c := range s.Clients {
		all = append(all, clientAccounts(c.Name)...)
	}
	return all
}

func needsKey(u settings.Upstream) bool {
	return u.Kind != settings.KindDemo && !strings.EqualFold(u.Auth, "none")
}

// keyEnd gives the last four characters of a key, for recognising it. Of a
// short one they would be too much of it.
func keyEnd(key string) string {
	if len(key) < 20 {
		return ""
	}
	return key[len(key)-4:]
}
