package proxy

import (
	"net/http"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/params"
)

// route is one entry of the table. Matching is exact and case-sensitive, and
// the outgoing URL is built from the entry, never from the incoming path.
type route struct {
	method   string
	endpoint string // without /v1
	dialect  dialect.Dialect
	api      params.API // which body it has, when edits is set
	edits    bool       // parameters and thoughts may be changed
	chat     bool       // a chat completion: thoughts, Cursor, repairs
	json     bool
	form     bool // multipart/form-data
	local    func(*exchange) *dialect.Error
	decode   func(*exchange) (*outbound, *dialect.Error) // makes a chat completion of the body
	anyBody  bool                                        // a path that the person allowed: nothing is known of it
}

func (r *route) name() string { return r.method + " " + r.endpoint }

// openAI are the paths that are forwarded by default, below /v1 and without
// it. What administers an account is not among them.
var openAI = []*route{
	{method: "POST", endpoint: "chat/completions", api: params.Chat, edits: true, chat: true, json: true},
	{method: "POST", endpoint: "completions", api: params.Completions, edits: true, chat: true, json: true},
	{method: "POST", endpoint: "responses", api: params.Responses, edits: true, json: true},
	{method: "POST", endpoint: "embeddings", json: true},
	{method: "POST", endpoint: "moderations", json: true},
	{method: "POST", endpoint: "messages", dialect: dialect.Anthropic, api: params.Messages, edits: true, json: true},
	{method: "POST", endpoint: "messages/count_tokens", dialect: dialect.Anthropic, json: true},
	{method: "POST", endpoint: "rerank", json: true},
	{method: "POST", endpoint: "audio/transcriptions", form: true},
	{method: "POST", endpoint: "audio/translations", form: true},
	{method: "POST", endpoint: "audio/speech", json: true},
	{method: "POST", endpoint: "images/generations", json: true},
	{method: "POST", endpoint: "images/edits", json: true, form: true},
	{method: "POST", endpoint: "images/variations", form: true},
	{method: "GET", endpoint: "models", local: (*exchange).listModels},
	{method: "GET", endpoint: "models/{id}", local: (*exchange).getModel},
}

// ollamaAPI are the paths of Ollama's own API, written with "api/".
var ollamaAPI = []*route{
	{method: "GET", endpoint: "api/version", local: (*exchange).version},
	{method: "GET", endpoint: "api/tags", local: (*exchange).tags},
	{method: "POST", endpoint: "api/show", json: true, local: (*exchange).show},
	{method: "GET", endpoint: "api/ps", local: (*exchange).ps},
	{method: "POST", endpoint: "api/pull", json: true, local: (*exchange).pull},
	{method: "GET", endpoint: "api/status", local: (*exchange).ollamaStatus},
	{method: "POST", endpoint: "api/me", local: (*exchange).notSignedIn},
	{method: "GET", endpoint: "api/experimental/model-recommendations", local: (*exchange).recommendations},
	{method: "POST", endpoint: "api/push", local: (*exchange).noManagement},
	{method: "POST", endpoint: "api/create", local: (*exchange).noManagement},
	{method: "POST", endpoint: "api/copy", local: (*exchange).noManagement},
	{method: "DELETE", endpoint: "api/delete", local: (*exchange).noManagement},
	{method: "POST", endpoint: "api/chat", json: true, edits: true, chat: true, decode: (*exchange).ollamaChat},
	{method: "POST", endpoint: "api/generate", json: true, edits: true, chat: true, decode: (*exchange).ollamaGenerate},
	{method: "POST", endpoint: "api/embed", json: true, local: (*exchange).ollamaEmbed},
	{method: "POST", endpoint: "api/embeddings", json: true, local: (*exchange).ollamaEmbeddings},
}

func (s *snapshot) compileRoutes() {
	s.routes, s.known, s.reserved = map[string]*route{}, map[string]bool{}, map[string]bool{"v1": true, "health": true}
	add := func(r *route) {
		if r.dialect == "" {
			r.dialect = dialect.OpenAI
		}
		s.routes[r.name()] = r
		s.known[r.endpoint] = true
		first, _, _ := strings.Cut(r.endpoint, "/")
		s.reserved[first] = true
	}
	for _, r := range openAI {
		copied := *r
		add(&copied)
	}
	for _, r := range ollamaAPI {
		copied := *r
		copied.dialect = dialect.Ollama
		add(&copied)
	}
	for _, entry := range s.Allow {
		method, path, ok := strings.Cut(entry, " ")
		endpoint := strings.TrimPrefix(path, "/")
		if !ok || endpoint == "" || s.routes[method+" "+endpoint] != nil {
			continue
		}
		add(&route{method: method, endpoint: endpoint, anyBody: true})
	}
}

// mount is where below the prefix a request stands.
type mount struct {
	root    bool   // the prefix itself, or a private address itself
	private bool   // below a private address
	client  int    // of a private address
	path    string // endpoint with "v1/" cut, or "api/…"
}

// locate reads the canonical path. ok is false for everything that could be a
// wrong secret: those get one and the same 404.
func (s *snapshot) locate(clean string) (m mount, ok bool) {
	rest, ok := strings.CutPrefix(clean, s.Prefix)
	if !ok || (rest != "" && rest[0] != '/') {
		return m, false
	}
	rest = strings.TrimPrefix(rest, "/")
	if rest == "" {
		return mount{root: true}, true
	}
	first, below, deeper := strings.Cut(rest, "/")
	if s.reserved[first] {
		m.path = rest
		if first == "v1" {
			m.path = below
		}
		return m, true
	}
	m.client = s.addresses.Find(first)
	if m.client < 0 {
		return m, false
	}
	m.private = true
	// Ollama's dialect, and the others under /v1. People paste an address that
	// ends in /v1 or /api, so a doubled beginning is understood, and that address
	// itself too: the ollama command asks it for a sign of life.
	if end := strings.TrimSuffix(below, "/"); !deeper || end == "" || end == "v1" || end == "api" {
		m.root = true
		return m, true
	}
	switch {
	case strings.HasPrefix(below, "v1/v1/"):
		m.path = below[len("v1/v1/"):]
	case strings.HasPrefix(below, "v1/api/"), strings.HasPrefix(below, "v1/"):
		m.path = below[len("v1/"):]
	case strings.HasPrefix(below, "api/"):
		m.path = strings.TrimPrefix(below, "api/api/")
		if m.path != below {
			m.path = "api/" + m.path
		}
	default:
		m.path = "?" // matches no route
	}
	return m, true
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

// find looks a route up. HEAD counts as GET on routes that are answered here.
func (s *snapshot) find(method, path string) (*route, *dialect.Error) {
	if r := s.routes[method+" "+path]; r != nil {
		return r, nil
	}
	if method == http.MethodHead {
		if r := s.routes["GET "+path]; r != nil && r.local != nil {
			return r, nil
		}
	}
	if strings.HasPrefix(path, "api/blobs/") {
		if method == http.MethodHead {
			return nil, notFound()
		}
		return nil, noManagement()
	}
	if s.known[path] {
		var allow []string
		for _, m := range [...]string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			if s.routes[m+" "+path] != nil {
				allow = append(allow, m)
			}
		}
		return nil, wrongMethod(method, strings.Join(allow, ", "))
	}
	return nil, notFound()
}

// notFound is the answer to every unknown path and to every wrong secret, so
// that nobody can tell one from the other.
func notFound() *dialect.Error {
	return &dialect.Error{
		Status: http.StatusNotFound, Code: "path_not_allowed",
		Message: "Keyport does not serve this path. Check the address in your app; further paths can be allowed under allow.paths in the settings.",
	}
}

// wrongMethod refuses a method; allow lists those that the path takes.
func wrongMethod(method, allow string) *dialect.Error {
	return &dialect.Error{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Allow: allow, Message: "This path does not take " + printable(method) + "."}
}

// printable keeps a method of a hostile client harmless in a sentence.
func printable(method string) string {
	if len(method) > 16 {
		return "this method"
	}
	return method
}
