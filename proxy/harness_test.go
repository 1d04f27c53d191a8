package proxy

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"keyport/proxy/secret"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

// What the tests use as secrets; none may ever come out where it does not belong.
const (
	testKey      = "sk-CANARY-0123456789abcdef"
	testPassword = "kp-testpasswordtestpassword12"
	testAddress  = "secretaddresssecretaddress"
)

// seen is one request as the upstream saw it.
type seen struct {
	Method, URI string
	Header      http.Header
	Body        string
}

// fakeUpstream is a provider on loopback that remembers what it was asked.
type fakeUpstream struct {
	*httptest.Server
	mu      sync.Mutex
	seen    []seen
	answer  http.HandlerFunc // for everything but GET /v1/models
	models  string
	entered chan struct{} // receives when a request arrived, if somebody listens
	gone    atomic.Bool   // no request is answered any more; a closed port could be another test's soon
}

func newUpstream(t testing.TB, answer http.HandlerFunc) *fakeUpstream {
	t.Helper()
	u := &fakeUpstream{answer: answer, models: `{"object":"list","data":[{"id":"gpt-4o","object":"model","created":1715367049,"owned_by":"openai"},{"id":"qwen3-8b","object":"model"},{"id":"deepseek/deepseek-r1:free","object":"model","context_length":163840},{"id":"text-embedding-3-small","object":"model"}]}`, entered: make(chan struct{}, 1000)}
	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u.gone.Load() {
			panic(http.ErrAbortHandler)
		}
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/models") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, u.models)
			return
		}
		body, _ := io.ReadAll(r.Body)
		u.mu.Lock()
		u.seen = append(u.seen, seen{r.Method, r.RequestURI, r.Header.Clone(), string(body)})
		u.mu.Unlock()
		u.entered <- struct{}{}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		u.answer(w, r)
	}))
	t.Cleanup(u.Close)
	return u
}

func (u *fakeUpstream) requests() []seen {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append([]seen(nil), u.seen...)
}

func (u *fakeUpstream) last(t testing.TB) seen {
	t.Helper()
	all := u.requests()
	if len(all) == 0 {
		t.Fatal("the upstream was not called")
	}
	return all[len(all)-1]
}

// config is an installation with one account, one app and thoughts stripped.
func (u *fakeUpstream) config() Config {
	return Config{
		Clients: []Client{{Name: "VS Code", Password: secret.New(testPassword), Address: secret.New(testAddress)}},
		Upstreams: []upstream.Config{{
			Name: "openai", Kind: upstream.KindOpenAI, URL: u.URL + "/v1", Models: []string{"*"},
			Key: secret.New(testKey), KeyOrigin: upstream.Origin(u.URL),
		}},
		Think: think.Options{Mode: think.Strip, Tags: think.DefaultTags},
	}
}

// proxyServer is a handler behind a real listener.
type proxyServer struct {
	*httptest.Server
	*Handler
	private string // base of the private address
}

func serve(t testing.TB, cfg Config) *proxyServer {
	t.Helper()
	h, err := New(cfg, zerolog.New(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	s := &proxyServer{Handler: h, Server: httptest.NewUnstartedServer(h)}
	s.Listener, s.Config.ConnContext = Gather(s.Listener), WithConn
	s.Start()
	s.private = s.URL + cfg.Prefix + "/" + testAddress
	t.Cleanup(func() { s.Server.Close(); h.Close() })
	return s
}

// call makes a request; body "" is none. The headers are name, value pairs.
func call(t testing.TB, method, url, body string, headers ...string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := noRedirects.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

var noRedirects = &http.Client{
	Transport:     &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func bearer() []string { return []string{"Authorization", "Bearer " + testPassword} }

func text(t testing.TB, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("reading the answer: %v", err)
	}
	return string(b)
}

// code gives the error code of an answer in any dialect.
func code(t testing.TB, body string) string {
	t.Helper()
	var openai struct{ Error struct{ Code string } }
	if json.Unmarshal([]byte(body), &openai) == nil && openai.Error.Code != "" {
		return openai.Error.Code
	}
	var ollama struct{ Code string }
	if err := json.Unmarshal([]byte(body), &ollama); err != nil {
		t.Fatalf("the error is no JSON: %q", body)
	}
	return ollama.Code
}

// sseAnswer writes events one by one, each flushed.
func sseAnswer(events ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, e := range events {
			_, _ = io.WriteString(w, e)
			w.(http.Flusher).Flush()
		}
	}
}

func jsonAnswer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// chunk is a streamed event with content.
func chunk(content string) string {
	b, _ := json.Marshal(content)
	return `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":` + string(b) + `},"finish_reason":null}]}` + "\n\n"
}

const (
	roleChunk = `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}` + "\n\n"
	stopChunk = `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
	doneChunk = "data: [DONE]\n\n"
	chatBody  = `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}`
	chatSSE   = `{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hi"}]}`
)

// contents joins the text of all events of a stream.
func contents(t testing.TB, stream string) (content, reasoning string) {
	t.Helper()
	for line := range strings.SplitSeq(stream, "\n") {
		data, ok := strings.CutPrefix(line, "data: ")
		if !ok || data == "[DONE]" {
			continue
		}
		var e struct {
			Choices []struct {
				Delta struct {
					Content          string
					ReasoningContent string `json:"reasoning_content"`
				}
			}
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			t.Fatalf("event is no JSON: %q", data)
		}
		for _, c := range e.Choices {
			content += c.Delta.Content
			reasoning += c.Delta.ReasoningContent
		}
	}
	return content, reasoning
}

func dial(t testing.TB, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
