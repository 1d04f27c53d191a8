package guard

import (
	"net/http"
	"strings"

	"keyport/proxy/dialect"
)

// Route is one entry of the allow-list, as far as the gates care. Matching is
// exact and case-sensitive.
type Route struct {
	Method   string
	Endpoint string // without /v1
	Dialect  dialect.Dialect
	JSON     bool // takes a JSON body
	Form     bool // takes multipart/form-data
	Packed   bool // may come compressed
	AnyBody  bool // a path that the person allowed: nothing is known of its bodies
	Here     bool // answered by Keyport itself, so that HEAD can be, too
	Costs    bool // asks an upstream on behalf of the app
}

// Name is "POST chat/completions".
func (r *Route) Name() string { return r.Method + " " + r.Endpoint }

// Table is the allow-list: what it does not hold is not served.
type Table struct {
	paths    map[string][]*Route // by endpoint
	reserved map[string]bool     // first segments that can be no private address
}

// NewTable makes the allow-list. Of two entries for one method and endpoint the first counts.
func NewTable(routes []*Route) *Table {
	t := &Table{paths: map[string][]*Route{}, reserved: map[string]bool{"v1": true, "health": true}}
	for _, r := range routes {
		if t.lookup(r.Method, r.Endpoint) != nil {
			continue
		}
		t.paths[r.Endpoint] = append(t.paths[r.Endpoint], r)
		first, _, _ := strings.Cut(r.Endpoint, "/")
		t.reserved[first] = true
	}
	return t
}

func (t *Table) lookup(method, endpoint string) *Route {
	for _, r := range t.paths[endpoint] {
		if r.Method == method {
			return r
		}
	}
	return nil
}

// route stops what administers an account: organisation, billing, keys, fine-tuning
// and every DELETE. Two of the proxies that Keyport replaces exist for this alone.
func (g *Gates) route(q *Request) *dialect.Error {
	var e *dialect.Error
	if q.Route, e = g.Table.find(q.HTTP.Method, q.Mount.Path); e != nil {
		return e
	}
	q.Dialect = q.Route.Dialect
	return nil
}

// find looks a route up. HEAD counts as GET on routes that are answered here.
func (t *Table) find(method, path string) (*Route, *dialect.Error) {
	if r := t.lookup(method, path); r != nil {
		return r, nil
	}
	if method == http.MethodHead {
		if r := t.lookup(http.MethodGet, path); r != nil && r.Here {
			return r, nil
		}
	}
	if strings.HasPrefix(path, "api/blobs/") {
		if method == http.MethodHead {
			return nil, notFound()
		}
		return nil, NoManagement()
	}
	if known := t.paths[path]; len(known) > 0 {
		allow := make([]string, 0, len(known))
		for _, r := range known {
			allow = append(allow, r.Method)
		}
		return nil, WrongMethod(method, strings.Join(allow, ", "))
	}
	return nil, notFound()
}

func notFound() *dialect.Error {
	return &dialect.Error{
		Status: http.StatusNotFound, Code: "path_not_allowed",
		Message: "Keyport does not serve this path. Check the address in your app; further paths can be allowed under allow.paths in the settings.",
	}
}

// NoManagement is the answer to what changes the models of a real Ollama.
func NoManagement() *dialect.Error {
	return &dialect.Error{Status: http.StatusBadRequest, Code: "no_management", Message: "Keyport does not manage model files: models come from the upstream"}
}

// WrongMethod refuses a method; allow lists those that the path takes.
func WrongMethod(method, allow string) *dialect.Error {
	if len(method) > 16 {
		method = "this method" // of a hostile client: harmless in a sentence
	}
	return &dialect.Error{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Allow: allow, Message: "This path does not take " + method + "."}
}
