package upstream

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyport/proxy/catalog"
	"keyport/proxy/secret"
)

const listKey = "sk-CANARY"

// lister is a server that answers by "METHOD path?query", and remembers what it was asked.
type lister struct {
	*httptest.Server
	answers map[string]string
	mu      sync.Mutex
	asked   []string
	headers []http.Header
}

func newLister(t *testing.T, answers map[string]string) *lister {
	t.Helper()
	l := &lister{answers: answers}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		call := strings.TrimSpace(r.Method + " " + r.URL.RequestURI() + " " + string(body))
		l.mu.Lock()
		l.asked, l.headers = append(l.asked, call), append(l.headers, r.Header.Clone())
		l.mu.Unlock()
		answer, ok := l.answers[call]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *lister) calls() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := slices.Clone(l.asked)
	slices.Sort(calls)
	return calls
}

// upstream stands at path of the lister, and is reached there under host.
func (l *lister) upstream(t *testing.T, cfg Config, host string) *Upstream {
	t.Helper()
	path := cfg.URL
	cfg.Name, cfg.Key, cfg.URL = "x", secret.New(listKey), l.URL+path
	if cfg.Kind == "" {
		cfg.Kind = KindOpenAI
	}
	var rt http.RoundTripper = http.DefaultTransport
	if host != "" {
		cfg.URL = "https://" + host + path
		rt = redirected{l.Listener.Addr().String()}
	}
	cfg.KeyOrigin = Origin(cfg.URL)
	u, err := New(cfg, rt)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// redirected sends what is meant for a provider to a server of the test.
type redirected struct{ addr string }

func (r redirected) RoundTrip(req *http.Request) (*http.Response, error) {
	there := req.Clone(req.Context())
	there.URL.Scheme, there.URL.Host = "http", r.addr
	return http.DefaultTransport.RoundTrip(there)
}

func list(ids ...string) string {
	var data []string
	for _, id := range ids {
		owner, name, ok := strings.Cut(id, "/")
		if !ok {
			owner, name = "someone", id
		}
		data = append(data, fmt.Sprintf(`{"id":%q,"object":"model","created":1750000000,"owned_by":%q}`, name, owner))
	}
	return `{"object":"list","data":[` + strings.Join(data, ",") + `]}`
}

func TestServersThatKnowMoreAreAsked(t *testing.T) {
	const show = `{"model_info":{"general.architecture":"q","q.context_length":40960},"capabilities":["completion","tools","thinking"]}`
	for name, c := range map[string]struct {
		cfg     Config
		host    string
		answers map[string]string
		want    []catalog.Model
		extra   []string // further calls, beside the list
	}{
		"the list says it all": {
			cfg: Config{URL: "/v1"}, answers: map[string]string{"GET /v1/models": `{"data":[{"id":"m","max_model_len":4096}]}`},
			want: []catalog.Model{{ID: "m", Context: 4096, Chat: true, Tools: true}},
		},
		"nobody knows more": {
			cfg: Config{URL: "/v1"}, answers: map[string]string{"GET /v1/models": list("m")},
			want:  []catalog.Model{{ID: "m", Context: catalog.DefaultContext, Chat: true, Tools: true}},
			extra: []string{"GET /api/tags", "GET /api/v0/models", "GET /api/v1/models", "GET /props", "GET /v1/model/info"},
		},
		"LM Studio": {
			cfg: Config{URL: "/v1"}, answers: map[string]string{
				"GET /v1/models":     list("organization_owner/a", "organization_owner/e"),
				"GET /api/v0/models": `{"data":[{"id":"a","type":"vlm","state":"loaded","max_context_length":32768,"loaded_context_length":4096,"capabilities":["tool_use"]},{"id":"e","type":"embeddings","max_context_length":2048},{"id":"other","type":"llm"}]}`,
			},
			want:  []catalog.Model{{ID: "a", Context: 4096, Chat: true, Tools: true, Vision: true}, {ID: "e", Context: 2048, Embed: true}},
			extra: []string{"GET /api/v0/models"},
		},
		"LM Studio that has only the newer API": {
			cfg: Config{URL: "/v1"}, answers: map[string]string{
				"GET /v1/models":     list("organization_owner/a"),
				"GET /api/v1/models": `{"models":[{"type":"llm","key":"a","max_context_length":32768,"capabilities":{"vision":true,"trained_for_tool_use":true}}]}`,
			},
			want:  []catalog.Model{{ID: "a", Context: 32768, Chat: true, Tools: true, Vision: true}},
			extra: []string{"GET /api/v0/models", "GET /api/v1/models"},
		},
		"LiteLLM on a company's host": {
			cfg: Config{URL: "/llm"}, host: "llm.example.com", answers: map[string]string{
				"GET /llm/v1/models":     list("a", "b"),
				"GET /llm/v1/model/info": `{"data":[{"model_name":"a","litellm_params":{},"model_info":{"max_input_tokens":8000,"supports_vision":true,"mode":"chat"}},{"model_name":"b","model_info":{"mode":"embedding","max_input_tokens":500}}]}`,
			},
			want:  []catalog.Model{{ID: "a", Context: 8000, Chat: true, Tools: true, Vision: true}, {ID: "b", Context: 500, Embed: true}},
			extra: []string{"GET /llm/v1/model/info"},
		},
		"another Ollama": {
			cfg: Config{}, answers: map[string]string{
				"GET /v1/models":                  list("library/q:8b", "library/known:1b", "library/bad:1b", "library/new:1b"),
				"GET /api/tags":                   `{"models":[{"name":"q:8b","model":"q:8b","digest":"d1"},{"name":"known:1b","digest":"d2"},{"name":"bad:1b","digest":"d3"},{"name":"new:1b","digest":"d4","capabilities":["completion"],"details":{"context_length":777}},{"name":"unlisted:1b"}]}`,
				`POST /api/show {"model":"q:8b"}`: show,
			},
			want: []catalog.Model{
				{ID: "q:8b", Context: 40960, Chat: true, Tools: true, Thinking: true, Revision: "d1"},
				{ID: "known:1b", Context: 99, Chat: true, Vision: true, Revision: "d2"},
				{ID: "bad:1b", Context: catalog.DefaultContext, Chat: true, Tools: true},
				{ID: "new:1b", Context: 777, Chat: true, Revision: "d4"},
			},
			extra: []string{"GET /api/tags", `POST /api/show {"model":"bad:1b"}`, `POST /api/show {"model":"q:8b"}`},
		},
		"llama.cpp": {
			cfg: Config{URL: "/v1"}, answers: map[string]string{
				"GET /v1/models": list("llamacpp/m.gguf"),
				"GET /props":     `{"default_generation_settings":{"n_ctx":8192},"modalities":{"vision":true}}`,
			},
			want:  []catalog.Model{{ID: "m.gguf", Context: 8192, Chat: true, Tools: true, Vision: true}},
			extra: []string{"GET /props"},
		},
		"Gemini": {
			cfg: Config{URL: "/v1beta/openai"}, host: geminiHost, answers: map[string]string{
				"GET /v1beta/openai/models":        list("gemini-9-flash", "gemini-embedding-9"),
				"GET /v1beta/models?pageSize=1000": `{"models":[{"name":"models/gemini-9-flash","inputTokenLimit":500000,"supportedGenerationMethods":["generateContent"],"thinking":false},{"name":"models/gemini-embedding-9","inputTokenLimit":2048,"supportedGenerationMethods":["embedContent"]}]}`,
			},
			want:  []catalog.Model{{ID: "gemini-9-flash", Context: 500000, Chat: true, Tools: true, Vision: true}, {ID: "gemini-embedding-9", Context: 2048, Embed: true}},
			extra: []string{"GET /v1beta/models?pageSize=1000"},
		},
		"xAI": {
			cfg: Config{URL: "/v1"}, host: xaiHost, answers: map[string]string{
				"GET /v1/models":          list("grok-4.7", "grok-9-text"),
				"GET /v1/language-models": `{"models":[{"id":"grok-4.7","input_modalities":["text","image"]},{"id":"grok-9-text","input_modalities":["text"]}]}`,
			},
			want:  []catalog.Model{{ID: "grok-4.7", Context: 500000, Chat: true, Tools: true, Vision: true, Thinking: true}, {ID: "grok-9-text", Context: 131072, Chat: true, Tools: true}},
			extra: []string{"GET /v1/language-models"},
		},
		"a large provider": {
			cfg: Config{URL: "/v1"}, host: "api.deepseek.com", answers: map[string]string{"GET /v1/models": list("deepseek-v4-pro")},
			want: []catalog.Model{{ID: "deepseek-v4-pro", Context: 1000000, Chat: true, Tools: true, Thinking: true}},
		},
		"Azure's deployments": {
			cfg: Config{URL: "/openai/v1", Kind: KindAzure, Models: []string{"my-gpt-4o", "gpt-4o*", "!x"}}, answers: map[string]string{"GET /openai/v1/models": list("gpt-4o")},
			want: []catalog.Model{{ID: "gpt-4o", Context: 128000, Chat: true, Tools: true, Vision: true}, {ID: "my-gpt-4o", Context: catalog.DefaultContext, Chat: true, Tools: true}},
		},
		"one deployment of Azure": {
			cfg: Config{URL: "/openai/deployments/gpt-4o", Kind: KindAzure, APIVersion: "2024-10-21", Models: []string{"*"}}, answers: nil,
			want: []catalog.Model{{ID: "gpt-4o", Context: 128000, Chat: true, Tools: true, Vision: true}},
		},
		"a server without a list": {
			cfg: Config{URL: "/v1", Models: []string{"sonar", "sonar-*"}}, answers: nil,
			want: []catalog.Model{{ID: "sonar", Context: 127000, Chat: true, Vision: true}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLister(t, c.answers)
			u := l.upstream(t, c.cfg, c.host)
			models, err := u.Models(t.Context(), []catalog.Model{{ID: "known:1b", Context: 99, Chat: true, Vision: true, Revision: "d2"}, {ID: "q:8b", Context: 1, Revision: "older"}})
			if err != nil {
				t.Fatal(err)
			}
			for i := range models {
				models[i].Owner, models[i].Created = "", time.Time{}
			}
			if !slices.Equal(models, c.want) {
				t.Errorf("got  %+v\nwant %+v", models, c.want)
			}
			calls := l.calls()
			calls = slices.DeleteFunc(calls, func(call string) bool { return strings.Contains(call, "/models") && !slices.Contains(c.extra, call) })
			if !slices.Equal(calls, c.extra) {
				t.Errorf("asked %q, want %q", calls, c.extra)
			}
			for i, h := range l.headers {
				bearer, google, azure := h.Get("Authorization"), h.Get("x-goog-api-key"), h.Get("api-key")
				native := strings.HasPrefix(l.asked[i], "GET /v1beta/models")
				if (google == listKey) != native || (bearer == "Bearer "+listKey) == (native || c.cfg.Kind == KindAzure) || (azure == listKey) != (c.cfg.Kind == KindAzure) {
					t.Errorf("%s: %q %q %q", l.asked[i], bearer, google, azure)
				}
			}
		})
	}
}

func TestAnthropicsListIsReadToItsEnd(t *testing.T) {
	page := func(from, to int, more bool) string {
		var data []string
		for i := from; i < to; i++ {
			data = append(data, fmt.Sprintf(`{"type":"model","id":"claude-%d","max_input_tokens":%d}`, i, 1000+i))
		}
		return fmt.Sprintf(`{"data":[%s],"has_more":%v,"last_id":"claude-%d"}`, strings.Join(data, ","), more, to-1)
	}
	l := newLister(t, map[string]string{
		"GET /v1/models?limit=1000":                    page(0, 3, true),
		"GET /v1/models?after_id=claude-2&limit=1000":  page(3, 5, true),
		"GET /v1/models?after_id=claude-4&limit=1000":  page(4, 5, true), // says the same for ever
		"GET /v1/models?after_id=claude-99&limit=1000": "",
	})
	models, err := l.upstream(t, Config{Kind: KindAnthropic}, "").Models(t.Context(), nil)
	if err != nil || len(models) != 5 || models[4].ID != "claude-4" || models[4].Context != 1004 || len(l.calls()) != 3 {
		t.Errorf("%v %+v %q", err, models, l.calls())
	}
	for _, h := range l.headers {
		if h.Get("x-api-key") != listKey || h.Get("anthropic-version") == "" || h.Get("Authorization") != "" {
			t.Errorf("%v", h)
		}
	}
}

// A question that is not answered costs the list nothing but a little time.
func TestQuestionsAreBounded(t *testing.T) {
	entered := make(chan struct{}, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/models" {
			_, _ = io.WriteString(w, list("library/a"))
			return
		}
		entered <- struct{}{}
		<-r.Context().Done()
	}))
	defer server.Close()
	u, err := New(Config{Name: "x", Kind: KindOpenAI, URL: server.URL, NoAuth: true}, http.DefaultTransport)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-entered; cancel() }()
	if models, err := u.Models(ctx, nil); err != nil || len(models) != 1 || models[0].Context != catalog.DefaultContext {
		t.Errorf("%v %+v", err, models)
	}
}

func TestAFewDescriptionsAtATime(t *testing.T) {
	var now, most, shown atomic.Int32
	var ids []string
	for i := range 30 {
		ids = append(ids, fmt.Sprintf("library/m%d", i))
	}
	gate := make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v1/models":
			_, _ = io.WriteString(w, list(ids...))
		case "/api/tags":
			var tags []map[string]string
			for _, id := range ids {
				tags = append(tags, map[string]string{"name": strings.TrimPrefix(id, "library/"), "digest": "d"})
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"models": tags})
		case "/api/show":
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			if shown.Add(1) == shows { // the first ones wait for one another: they do run together
				for range shows {
					gate <- struct{}{}
				}
			}
			if shown.Load() <= shows {
				<-gate
			}
			now.Add(-1)
			_, _ = io.WriteString(w, `{"model_info":{"a.context_length":4242},"capabilities":["completion"]}`)
		}
	}))
	defer server.Close()
	u, err := New(Config{Name: "x", Kind: KindOpenAI, URL: server.URL, NoAuth: true}, http.DefaultTransport)
	if err != nil {
		t.Fatal(err)
	}
	models, err := u.Models(t.Context(), nil)
	if err != nil || len(models) != 30 || shown.Load() != 30 || most.Load() != shows {
		t.Errorf("%v: %d models, %d descriptions, %d at a time", err, len(models), shown.Load(), most.Load())
	}
	for _, m := range models {
		if m.Context != 4242 || m.Revision != "d" {
			t.Errorf("%+v", m)
		}
	}
	// What has not changed is not asked again.
	if again, err := u.Models(t.Context(), models); err != nil || !slices.Equal(again, models) || shown.Load() != 30 {
		t.Errorf("%v: %d descriptions in all", err, shown.Load())
	}
}

func TestNativePaths(t *testing.T) {
	for base, want := range map[string]string{
		"http://127.0.0.1:1234/v1":                 "http://127.0.0.1:1234/api/tags?a=b",
		"http://127.0.0.1:1234":                    "http://127.0.0.1:1234/api/tags?a=b",
		"http://127.0.0.1/team/v1/":                "http://127.0.0.1/team/api/tags?a=b",
		"http://127.0.0.1/team":                    "http://127.0.0.1/team/api/tags?a=b",
		"https://" + geminiHost + "/v1beta/openai": "https://" + geminiHost + "/api/tags?a=b",
	} {
		b, err := ParseBase(base, KindOpenAI, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Native("/api/tags", "a=b").String(); got != want {
			t.Errorf("%s: %s, want %s", base, got, want)
		}
	}
}
