package proxy

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"keyport/proxy/catalog"
	"keyport/proxy/dialect"
	"keyport/proxy/upstream"
)

// outgoingRequest is every request that an app can cause: written here by hand,
// not taken from the route table.
var outgoingRequest = regexp.MustCompile(`^(GET /base/v1/models/[A-Za-z0-9._:@/-]{1,200}|POST /base/v1/(chat/completions|completions|responses|embeddings|moderations|messages|messages/count_tokens|rerank|audio/(transcriptions|translations|speech)|images/(generations|edits|variations)|files))$`)

var outgoingHeaders = []string{"Accept", "Accept-Encoding", "Anthropic-Beta", "Anthropic-Version", "Authorization", "Content-Type", "Idempotency-Key", "Openai-Beta", "Openai-Organization", "Openai-Project", "User-Agent"}

// memory is an upstream without a network: it keeps what requests of one
// context sent, and answers well. What the catalogue asks of its own accord has no such context.
type memory struct{}

type memoryKey struct{}

func (memory) RoundTrip(r *http.Request) (*http.Response, error) {
	body := `{"object":"list","data":[{"id":"m1"}]}`
	if seen, ok := r.Context().Value(memoryKey{}).(*[]*http.Request); ok {
		*seen = append(*seen, r)
		body = `{"id":"1","object":"chat.completion","model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}`
	}
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
}

// recording is a handler whose account is a memory.
func recording(t testing.TB, prefix string, last *Record) *Handler {
	t.Helper()
	cfg := (&fakeUpstream{Server: &httptest.Server{URL: "http://10.1.2.3:8080/base"}}).config()
	cfg.Prefix, cfg.Allow = prefix, []string{"POST /files"}
	cfg.Observe = func(r Record) { *last = r }
	h, err := New(cfg, zerolog.New(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	snap := *h.snap.Load()
	u, err := upstream.New(cfg.Upstreams[0], memory{})
	if err != nil {
		t.Fatal(err)
	}
	snap.upstreams = []*upstream.Upstream{u}
	h.snap.Store(&snap)
	h.catalog.Configure(snap.sources(), catalog.View{})
	return h
}

// FuzzRequest throws any request at the whole handler. Whatever its line, its
// headers and its body are: the account sees nothing, or one of the requests
// that the route table holds, at the account's own address, with the key put on
// once and no header of the app's beside the few that are listed, and only when
// the app gave a password or an address and spoke to this computer by its name.
func FuzzRequest(f *testing.F) {
	const auth = "Authorization: Bearer " + testPassword + "\r\n"
	for _, target := range []string{
		"/v1/chat/completions", "//v1//chat///completions", "/chat/completions", "/" + testAddress + "/api/chat", "/" + testAddress + "/v1/v1/chat/completions", "/" + testAddress + "//api/generate",
		"/v1/%2e%2e/organization", "/v1/chat/completions/%2e%2e/%2e%2e/organization/x", "/v1/organization/costs", "/v1/fine_tuning/jobs", "/v1/files", "/v1/files/../organization", "/v1/models/a/../../organization",
		"/v1/messages?beta=true", "/v1/embeddings?api_base=http://evil.example", "http://evil.example/v1/chat/completions", "/http://evil.example/x", "/" + testAddress + "/../v1/keys", "/v1/responses", "/api/chat", "/" + testAddress + "/api/embed",
	} {
		f.Add("POST", target, "127.0.0.1:80", auth, chatBody, false)
		f.Add("POST", "/work"+target, "localhost", "x-api-key: "+testPassword+"\r\nConnection: Authorization, X-A\r\nX-A: b\r\n", `{"model":"m1","stream":true,"messages":[]}`, true)
	}
	f.Add("POST", "/v1/chat/completions", "LOCALHOST", auth+"Cookie: a=b\r\nX-Forwarded-For: 6.6.6.6\r\nX_Api_Key: y\r\nReferer: x\r\nRange: bytes=0-1\r\nUser-Agent: evil\r\nAccept-Encoding: zstd\r\n", chatBody, false)
	f.Add("POST", "/v1/chat/completions", "127.0.0.1:80", "Authorization: Bearer wrong\r\n", chatBody, false)
	f.Add("POST", "/api/chat", "127.0.0.1:80", "", chatBody, false)
	f.Add("GET", "/v1/models/deepseek%2Fr1", "[::1]:80", auth+"Cookie: a=b\r\nX-Forwarded-For: 6.6.6.6\r\nX_Api_Key: y\r\n", "", false)
	f.Add("DELETE", "/v1/models/m1", "127.0.0.1:80", auth+"X-HTTP-Method-Override: GET\r\n", "", false)
	f.Add("POST", "/v1/chat/completions", "evil.example", auth+"Origin: null\r\nSec-Fetch-Site: cross-site\r\n", chatBody, false)
	f.Add("POST", "/v1/audio/transcriptions", "127.0.0.1:80", auth+"Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n", false)
	f.Add("POST", "/v1/chat/completions", "127.0.0.1:80", auth+"Upgrade: websocket\r\n", chatBody, false)

	var last Record
	plain, prefixed := recording(f, "", &last), recording(f, "/work", &last)
	f.Fuzz(func(t *testing.T, method, target, host, headers, body string, work bool) {
		if strings.ContainsAny(method+target+host, " \r\n") || len(method)+len(target)+len(host)+len(headers)+len(body) > 8<<10 {
			return // another request line
		}
		text := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n%s", method, target, host, headers)
		if !strings.Contains(strings.ToLower(headers), "content-type") {
			text += "Content-Type: application/json\r\n"
		}
		if !strings.Contains(strings.ToLower(headers), "transfer-encoding") {
			text += fmt.Sprintf("Content-Length: %d\r\n", len(body))
		}
		text += "\r\n" + body
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
		if err != nil {
			return // net/http refuses it
		}
		h := plain
		if work {
			h = prefixed
		}
		var seen []*http.Request
		ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), memoryKey{}, &seen), 20*time.Second)
		defer cancel()
		ctx = context.WithValue(ctx, http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80})
		w := httptest.NewRecorder()
		if !aborted(t, h, w, r.WithContext(ctx), &last) {
			checkAnswer(t, w)
		}
		if len(seen) > 0 {
			checkCaller(t, r, text)
			if w.Code >= 400 && w.Code < 500 {
				t.Fatalf("refused with %d after the account was asked: %s", w.Code, w.Body)
			}
		}
		for _, s := range seen {
			checkOutgoing(t, s)
		}
	})
}

// aborted serves a request, and reports whether the answer was broken off on
// purpose. A bug ends in the same panic, and stands in the record as one.
func aborted(t *testing.T, h *Handler, w http.ResponseWriter, r *http.Request, last *Record) (yes bool) {
	t.Helper()
	defer func() {
		p := recover()
		if yes = p != nil; last.Code == "internal" || yes && p != http.ErrAbortHandler {
			t.Fatalf("%s %s ends in %v, code %q", r.Method, r.URL, p, last.Code)
		}
	}()
	h.ServeHTTP(w, r)
	return false
}

// checkAnswer holds what is true of every answer.
func checkAnswer(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	for name := range w.Header() {
		if strings.HasPrefix(name, "Access-Control-") || slices.Contains([]string{"Location", "Set-Cookie", "Refresh", "Link"}, name) {
			t.Fatalf("header %s left", name)
		}
	}
	text := w.Body.String()
	if strings.Contains(text+fmt.Sprint(w.Header()), testKey) {
		t.Fatalf("the answer holds the key: %s", text)
	}
	if w.Code >= 400 && (code(t, text) == "" || code(t, text) == "internal") {
		t.Fatalf("%d without a code, or with a bug behind it: %s", w.Code, text)
	}
}

// checkCaller holds who may cause a request to the account.
func checkCaller(t *testing.T, r *http.Request, text string) {
	t.Helper()
	if name := strings.TrimSuffix(strings.ToLower(r.Host), ":80"); !slices.Contains([]string{"localhost", "127.0.0.1", "[::1]"}, name) {
		t.Fatalf("served to the host %q", r.Host)
	}
	if site := strings.ToLower(r.Header.Get("Sec-Fetch-Site")); r.Header.Get("Origin") != "" || site != "" && site != "none" && site != "same-origin" {
		t.Fatalf("served to a web page: %v", r.Header)
	}
	if !strings.Contains(text, testPassword) && !strings.Contains(text, testAddress) && !strings.Contains(strings.ToLower(text), "basic ") {
		t.Fatalf("served without a credential: %q", text)
	}
}

// checkOutgoing holds what the account may be sent.
func checkOutgoing(t *testing.T, r *http.Request) {
	t.Helper()
	u := r.URL
	if u.Scheme != "http" || u.Host != "10.1.2.3:8080" || r.Host != "10.1.2.3:8080" || u.User != nil || u.Fragment != "" || u.Opaque != "" || u.RawPath != "" {
		t.Fatalf("sent to %s as %q", u, r.Host)
	}
	if call := r.Method + " " + u.Path; !outgoingRequest.MatchString(call) || strings.Contains(call, "/../") || strings.HasSuffix(call, "/..") || strings.Contains(call, "//") {
		t.Fatalf("sent %s", call)
	}
	if auth := r.Header["Authorization"]; len(auth) != 1 || auth[0] != "Bearer "+testKey {
		t.Fatalf("sent with Authorization %q", auth)
	}
	for name, values := range r.Header {
		if !slices.Contains(outgoingHeaders, name) {
			t.Fatalf("sent with %s", name)
		}
		if s := strings.Join(values, "\n"); name != "Authorization" && (strings.Contains(s, testKey) || strings.ContainsAny(s, "\r\x00")) {
			t.Fatalf("sent with %s: %q", name, s)
		}
	}
}

// The routes that the fuzz target knows by hand are those of the table: a route
// that is added later has to be added there too.
func TestEveryRouteIsKnownToTheFuzzTarget(t *testing.T) {
	for _, r := range openAI {
		call := r.Method + " /base/v1/" + strings.Replace(r.Endpoint, "{id}", "x", 1)
		if r.Endpoint != "models" && !outgoingRequest.MatchString(call) {
			t.Errorf("%s", call)
		}
		if r.Dialect == dialect.Ollama {
			t.Errorf("%s stands among OpenAI's routes", call)
		}
	}
}
