package guard

import (
	"strings"

	"keyport/proxy/dialect"
)

// Mount is where below the prefix a request stands.
type Mount struct {
	Root    bool   // the prefix itself, or a private address itself
	Private bool   // below a private address
	Path    string // endpoint with "v1/" cut, or "api/…"
}

// address stops those who do not know where to ask. A wrong private address and
// an unknown path get one and the same answer, so that nobody can tell one from
// the other.
func (g *Gates) address(q *Request) *dialect.Error {
	ok := false
	if q.Mount, q.Client, ok = g.locate(q.Path.Clean); !ok {
		return notFound()
	}
	q.Dialect = dialectOf(q.Mount.Path)
	return nil
}

// locate reads the canonical path. ok is false for everything that could be a
// wrong private address; client is -1 where it says nothing of who is asking.
func (g *Gates) locate(clean string) (m Mount, client int, ok bool) {
	rest, ok := strings.CutPrefix(clean, g.Prefix)
	if !ok || (rest != "" && rest[0] != '/') {
		return m, -1, false
	}
	rest = strings.TrimPrefix(rest, "/")
	if rest == "" {
		return Mount{Root: true}, -1, true
	}
	first, below, deeper := strings.Cut(rest, "/")
	if g.Table.reserved[first] {
		m.Path = rest
		if first == "v1" {
			m.Path = below
		}
		return m, -1, true
	}
	if client = g.Addresses.Find(first); client < 0 {
		return m, -1, false
	}
	m.Private = true
	// Ollama's dialect, and the others under /v1. People paste an address that
	// ends in /v1 or /api, so a doubled beginning is understood, and that address
	// itself too: the ollama command asks it for a sign of life.
	if end := strings.TrimSuffix(below, "/"); !deeper || end == "" || end == "v1" || end == "api" {
		m.Root = true
		return m, client, true
	}
	switch {
	case strings.HasPrefix(below, "v1/v1/"):
		m.Path = below[len("v1/v1/"):]
	case strings.HasPrefix(below, "v1/api/"), strings.HasPrefix(below, "v1/"):
		m.Path = below[len("v1/"):]
	case strings.HasPrefix(below, "api/"):
		m.Path = strings.TrimPrefix(below, "api/api/")
		if m.Path != below {
			m.Path = "api/" + m.Path
		}
	default:
		m.Path = "?" // matches no route
	}
	return m, client, true
}

// dialectOf is the shape of errors for a path, known or not.
func dialectOf(path string) dialect.Dialect {
	switch {
	case path == "api" || strings.HasPrefix(path, "api/"):
		return dialect.Ollama
	case path == "messages" || strings.HasPrefix(path, "messages/"):
		return dialect.Anthropic
	}
	return dialect.OpenAI
}
