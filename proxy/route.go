package proxy

import (
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/guard"
	"keyport/proxy/params"
)

// route is one entry of the allow-list, and what is done for it. The outgoing
// URL is built from the entry, never from the incoming path.
type route struct {
	guard.Route
	name   string     // of the guard.Route
	api    params.API // which body it has, when edits is set
	edits  bool       // parameters and thoughts may be changed
	chat   bool       // a chat completion: thoughts, Cursor, repairs
	local  func(*exchange) *dialect.Error
	decode func(*exchange) (*outbound, *dialect.Error) // makes a chat completion of the body
}

// openAI are the paths that are forwarded by default, below /v1 and without
// it. What administers an account is not among them.
var openAI = []route{
	{Route: guard.Route{Method: "POST", Endpoint: "chat/completions", JSON: true}, api: params.Chat, edits: true, chat: true},
	{Route: guard.Route{Method: "POST", Endpoint: "completions", JSON: true}, api: params.Completions, edits: true, chat: true},
	{Route: guard.Route{Method: "POST", Endpoint: "responses", JSON: true, Packed: true}, api: params.Responses, edits: true},
	{Route: guard.Route{Method: "POST", Endpoint: "embeddings", JSON: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "moderations", JSON: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "messages", Dialect: dialect.Anthropic, JSON: true}, api: params.Messages, edits: true},
	{Route: guard.Route{Method: "POST", Endpoint: "messages/count_tokens", Dialect: dialect.Anthropic, JSON: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "rerank", JSON: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "audio/transcriptions", Form: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "audio/translations", Form: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "audio/speech", JSON: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "images/generations", JSON: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "images/edits", JSON: true, Form: true}},
	{Route: guard.Route{Method: "POST", Endpoint: "images/variations", Form: true}},
	{Route: guard.Route{Method: "GET", Endpoint: "models"}, local: (*exchange).listModels},
	{Route: guard.Route{Method: "GET", Endpoint: "models/{id}"}, local: (*exchange).getModel},
}

// ollamaAPI are the paths of Ollama's own API, written with "api/".
var ollamaAPI = []route{
	{Route: guard.Route{Method: "GET", Endpoint: "api/version"}, local: (*exchange).version},
	{Route: guard.Route{Method: "GET", Endpoint: "api/tags"}, local: (*exchange).tags},
	{Route: guard.Route{Method: "POST", Endpoint: "api/show", JSON: true}, local: (*exchange).show},
	{Route: guard.Route{Method: "GET", Endpoint: "api/ps"}, local: (*exchange).ps},
	{Route: guard.Route{Method: "POST", Endpoint: "api/pull", JSON: true}, local: (*exchange).pull},
	{Route: guard.Route{Method: "GET", Endpoint: "api/status"}, local: (*exchange).ollamaStatus},
	{Route: guard.Route{Method: "POST", Endpoint: "api/me"}, local: (*exchange).notSignedIn},
	{Route: guard.Route{Method: "GET", Endpoint: "api/experimental/model-recommendations"}, local: (*exchange).recommendations},
	{Route: guard.Route{Method: "POST", Endpoint: "api/push"}, local: (*exchange).noManagement},
	{Route: guard.Route{Method: "POST", Endpoint: "api/create"}, local: (*exchange).noManagement},
	{Route: guard.Route{Method: "POST", Endpoint: "api/copy"}, local: (*exchange).noManagement},
	{Route: guard.Route{Method: "DELETE", Endpoint: "api/delete"}, local: (*exchange).noManagement},
	{Route: guard.Route{Method: "POST", Endpoint: "api/chat", JSON: true}, edits: true, chat: true, decode: (*exchange).ollamaChat},
	{Route: guard.Route{Method: "POST", Endpoint: "api/generate", JSON: true}, edits: true, chat: true, decode: (*exchange).ollamaGenerate},
	{Route: guard.Route{Method: "POST", Endpoint: "api/embed", JSON: true, Costs: true}, local: (*exchange).ollamaEmbed},
	{Route: guard.Route{Method: "POST", Endpoint: "api/embeddings", JSON: true, Costs: true}, local: (*exchange).ollamaEmbeddings},
}

// table compiles the routes, and those that the person allowed.
func (s *snapshot) table() *guard.Table {
	s.routes = map[*guard.Route]*route{}
	var all []*guard.Route
	add := func(r route, d dialect.Dialect) {
		if r.Dialect == "" {
			r.Dialect = d
		}
		r.Here, r.name = r.local != nil, r.Name()
		r.Costs = r.Costs || !r.Here
		s.routes[&r.Route] = &r
		all = append(all, &r.Route)
	}
	for _, r := range openAI {
		add(r, dialect.OpenAI)
	}
	for _, r := range ollamaAPI {
		add(r, dialect.Ollama)
	}
	for _, entry := range s.Allow {
		if method, path, ok := strings.Cut(entry, " "); ok && strings.Trim(path, "/") != "" {
			add(route{Route: guard.Route{Method: method, Endpoint: strings.TrimPrefix(path, "/"), AnyBody: true}}, dialect.OpenAI)
		}
	}
	return guard.NewTable(all)
}
