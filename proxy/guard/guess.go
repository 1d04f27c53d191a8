package guard

import (
	"strings"

	"keyport/proxy/dialect"
)

// Guessed reports whether a request, refused with e or let through with nil,
// carried a credential that nobody has. One without any is no guess: port
// scanners and apps that were given no password yet send such. Where no
// credential is asked for, what an app sends there is its own affair.
func (g *Gates) Guessed(q *Request, e *dialect.Error) bool {
	switch {
	case g.Access != AccessClients:
		return false
	case e == nil: // health refuses nobody, but tells a right password from a wrong one
		return q.Health() && g.stranger(q)
	case e.Code == "password_required":
		return g.stranger(q)
	case e.Code == "path_not_allowed" && q.Mount == Mount{}: // stands nowhere below Keyport's addresses
		first, ok := g.first(q.Path.Clean)
		return ok && g.Addresses.Plausible(first) && g.Known(q.HTTP.Header) < 0
	}
	return false
}

// stranger reports whether the headers carry credentials, and no right one.
func (g *Gates) stranger(q *Request) bool {
	return len(presented(nil, q.HTTP.Header)) > 0 && g.Known(q.HTTP.Header) < 0
}

// first is the segment below the prefix, where a private address would stand.
func (g *Gates) first(clean string) (segment string, ok bool) {
	rest, ok := strings.CutPrefix(clean, g.Prefix+"/")
	segment, _, _ = strings.Cut(rest, "/")
	return segment, ok
}
