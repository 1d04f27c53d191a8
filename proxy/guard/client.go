package guard

import (
	"net/http"
	"slices"
	"strings"

	"keyport/proxy/dialect"
)

// credential stops everybody who was not let in by the person: loopback is
// shared by all users and programs of the computer, and a page cannot guess 128
// random bits. What a client may do hangs on the client, not on the header that
// carried its password (Open WebUI's CVE-2026-45339). On a private address the
// address has said who is asking, and any Authorization is ignored.
func (g *Gates) credential(q *Request) *dialect.Error {
	if q.Client < 0 {
		q.Client = g.Known(q.HTTP.Header)
	}
	switch {
	case g.Access == AccessPassthrough:
		if own := strings.TrimSpace(q.HTTP.Header.Get("Authorization")); own == "" || strings.EqualFold(own, "bearer") || g.isLocal(own) {
			return &dialect.Error{Status: http.StatusUnauthorized, Code: "authorization_required", Message: "Keyport passes the app's own API key on, and this app sent none. Enter your API key in the app."}
		}
	case q.Client < 0 && g.Access != AccessOpen && q.Dialect == dialect.Ollama:
		return &dialect.Error{Status: http.StatusUnauthorized, Code: "password_required", Message: "Keyport does not know this app. Copy the app's private address from Keyport into the app, in place of this one."}
	case q.Client < 0 && g.Access != AccessOpen:
		return &dialect.Error{Status: http.StatusUnauthorized, Code: "password_required", Message: "Keyport wants the password of this app. Copy it from Keyport into the app's API key field."}
	}
	if q.Origin != "" && q.Client >= 0 && !slices.Contains(g.Origins[q.Client], q.Origin) {
		return &dialect.Error{Status: http.StatusForbidden, Code: "origin_not_allowed", Message: "This web origin belongs to another app's entry in the settings."}
	}
	return nil
}

// Known gives the client whose password a header carries, or -1.
func (g *Gates) Known(h http.Header) int {
	var room [3]string
	for _, presented := range presented(room[:0], h) {
		if i := g.Passwords.Find(presented); i >= 0 {
			return i
		}
	}
	return -1
}

// isLocal reports whether an Authorization holds a secret of Keyport's own: an
// app that was not told of passthrough would send it to the upstream.
func (g *Gates) isLocal(authorization string) bool {
	for _, presented := range presented(strings.Fields(authorization), http.Header{"Authorization": {authorization}}) {
		if g.Passwords.Find(presented) >= 0 || g.Addresses.Find(presented) >= 0 {
			return true
		}
	}
	return false
}

// name is the name of a client, "" when it is not known.
func (g *Gates) name(client int) string {
	if client < 0 {
		return ""
	}
	return g.Names[client]
}
