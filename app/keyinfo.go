package app

import (
	"fmt"
	"net/url"
	"strings"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
	"keyport/proxy/secret"
	"keyport/proxy/upstream"
)

// keyInfo is what an upstream has of a key: the key with the origin it may go
// to, or the reason why requests go without.
type keyInfo struct {
	state         control.KeyState
	key           secret.Secret
	authorization secret.Secret // the whole header value, given by a variable
	origin        string
	problem       *upstream.Problem
}

// key finds the key of u. A key that was saved for another origin is not given
// out: a changed settings file must not send it to a new place (LiteLLM's
// CVE-2024-6587, Ollama's CVE-2025-51471).
func (v *vault) key(u settings.Upstream) keyInfo {
	if !needsKey(u) {
		return keyInfo{state: control.KeyNotNeeded}
	}
	here := upstream.Origin(u.URL)
	if auth, _ := v.get(authorizationAccount(u.Name)); !auth.IsZero() {
		return keyInfo{state: control.KeyPresent, authorization: auth, origin: here}
	}
	if v.isGiven(keyAccount(u.Name)) { // for this run, for where the settings of this run say
		key, _ := v.get(keyAccount(u.Name))
		return keyInfo{state: control.KeyPresent, key: key, origin: here}
	}
	key, kind := v.get(keyAccount(u.Name))
	if key.IsZero() {
		return missingKey(u, kind)
	}
	origin, kind := v.get(originAccount(u.Name))
	info := keyInfo{state: control.KeyPresent, key: key, origin: origin.Reveal()}
	switch {
	case origin.IsZero() && kind != keystore.NotFound:
		return missingKey(u, kind)
	case info.origin != here:
		info.state = control.KeyElsewhere
		info.problem = &upstream.Problem{Code: "key_elsewhere", Message: elsewhere(u, info.origin)}
	}
	return info
}

func missingKey(u settings.Upstream, kind keystore.Kind) keyInfo {
	switch kind {
	case keystore.NotFound:
		return keyInfo{state: control.KeyMissing}
	case keystore.Missing: // it was there before; without any, secrets are kept in memory
		return keyInfo{state: control.KeyLocked, problem: &upstream.Problem{
			Code: "keychain_missing", Message: "Your keychain has stopped answering, so Keyport has no API key for " + u.Name + ". Keyport goes on by itself when it is back.",
		}}
	case keystore.Locked:
		return keyInfo{state: control.KeyLocked, problem: &upstream.Problem{
			Code: "keychain_locked", Message: "Your keychain is locked, so Keyport has no API key for " + u.Name + ". Unlock it; Keyport goes on by itself.",
		}}
	}
	return keyInfo{state: control.KeyUnreadable, problem: &upstream.Problem{
		Code: "keychain_refused", Message: "Your keychain did not give Keyport the API key for " + u.Name + ". Open Keyport to try again.",
	}}
}

func elsewhere(u settings.Upstream, origin string) string {
	if origin == "" {
		return fmt.Sprintf("Keyport does not know for which address the key of %s was saved, so it is not sent. Enter it again in Keyport.", u.Name)
	}
	return fmt.Sprintf("The saved key of %s belongs to %s, so it is not sent to %s. Open Keyport to enter another key, or to allow it there.", u.Name, hostOf(origin), hostOf(u.URL))
}

// hostOf gives the host of a URL for people: the port only where it is not the scheme's own.
func hostOf(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return ""
	}
	if port := u.Port(); port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" {
		return strings.TrimSuffix(u.Host, ":"+port)
	}
	return u.Host
}
