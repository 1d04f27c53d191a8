package proxy

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"keyport/proxy/secret"
	"keyport/proxy/upstream"
)

// rawAnswer answers with bytes that net/http's server would not write.
func rawAnswer(head, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		_, _ = fmt.Fprintf(conn, "%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", head, len(body), body)
	}
}

func zipped(s string) string {
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	_, _ = io.WriteString(zw, s)
	_ = zw.Close()
	return b.String()
}

func TestOddStatusesOfTheUpstreamAreAnswered(t *testing.T) {
	for _, c := range []struct {
		name, head, body string
		status           int
	}{
		{"no status at all", "HTTP/1.1 000 Nothing\r\nContent-Type: application/json", `{}`, 502},
		{"switching protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x", "", 502},
		{"nginx's own", "HTTP/1.1 499 Client Closed Request", "gone", 499},
		{"far away", "HTTP/1.1 799 Odd", "odd", 799},
	} {
		for _, request := range []string{chatBody, chatSSE} {
			t.Run(c.name, func(t *testing.T) {
				up := newUpstream(t, rawAnswer(c.head, c.body))
				s := serve(t, up.config())
				for _, base := range []string{s.URL + "/v1", s.private + "/v1"} {
					resp := call(t, "POST", base+"/chat/completions", request, bearer()...)
					if body := text(t, resp); resp.StatusCode != c.status || code(t, body) != "upstream_error" {
						t.Errorf("%d %s", resp.StatusCode, body)
					}
				}
			})
		}
	}
}

// An error that came compressed is read like any other: its sentence is
// shown, and the key is found in it.
func TestCompressedErrorsAreRead(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(400)
		_, _ = io.WriteString(w, zipped(`{"error":{"message":"bad `+testKey+`","code":"theirs"}}`))
	})
	s := serve(t, up.config())
	for _, path := range []string{"/embeddings", "/chat/completions"} {
		resp := call(t, "POST", s.URL+"/v1"+path, chatBody, append(bearer(), "Accept-Encoding", "gzip, deflate, br")...)
		if body := text(t, resp); resp.StatusCode != 400 || body != `{"error":{"message":"bad [redacted]","code":"theirs"}}` || resp.Header.Get("Content-Encoding") != "" {
			t.Errorf("%d %q", resp.StatusCode, body)
		}
	}
	up.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "br")
		w.WriteHeader(400)
		_, _ = io.WriteString(w, "\x8b\x01\x80abc")
	}
	resp := call(t, "POST", s.URL+"/v1/embeddings", chatBody, bearer()...)
	if body := text(t, resp); resp.StatusCode != 400 || code(t, body) != "upstream_error" || strings.Contains(body, "abc") {
		t.Errorf("what cannot be read was shown: %d %q", resp.StatusCode, body)
	}
}

// Apps offer compressions that Keyport cannot read (undici: br), and a stream
// has to be read to know its end.
func TestOnlyCompressionsThatCanBeReadAreAskedFor(t *testing.T) {
	up := newUpstream(t, sseAnswer("event: response.completed\ndata: {\"type\":\"response.completed\"}\n\n"))
	s := serve(t, up.config())
	for _, c := range []struct{ path, body, accepts, want string }{
		{"/embeddings", chatBody, "gzip, deflate, br, zstd", "gzip"},
		{"/embeddings", chatBody, "br;q=1.0, gzip;q=0.5", "gzip"},
		{"/embeddings", chatBody, "br, gzip;q=0", "identity"},
		{"/embeddings", chatBody, "br", "identity"},
		{"/embeddings", chatBody, "*", "identity"},
		{"/responses", chatBody, "gzip, br", "gzip"},
		{"/responses", chatSSE, "gzip, br", "identity"},
	} {
		resp := call(t, "POST", s.URL+"/v1"+c.path, c.body, append(bearer(), "Accept-Encoding", c.accepts)...)
		if got := up.last(t).Header.Get("Accept-Encoding"); got != c.want || resp.StatusCode != 200 {
			t.Errorf("%s %q: asked for %q, status %d", c.path, c.accepts, got, resp.StatusCode)
		}
	}
}

func TestStreamThatEndsInsideAnEventHidesTheHalf(t *testing.T) {
	up := newUpstream(t, sseAnswer(roleChunk, chunk("half"), `data: {"choices":[{"index":0,"del`))
	s := serve(t, up.config())
	for _, base := range []string{s.URL + "/v1", s.private + "/v1"} {
		resp := call(t, "POST", base+"/chat/completions", chatSSE, bearer()...)
		b, err := io.ReadAll(resp.Body)
		if got := string(b); err == nil || strings.Contains(got, `"del`+"\n") || !strings.Contains(got, "upstream_ended_early") {
			t.Errorf("%v %q", err, got)
		}
	}
}

func TestBrokenResponsesStreamIsNoGoodEnd(t *testing.T) {
	up := newUpstream(t, sseAnswer(`event: response.created`+"\n"+`data: {"type":"response.created","response":{"id":"r","error":null}}`+"\n\n"))
	s := serve(t, up.config())
	resp := call(t, "POST", s.URL+"/v1/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`, bearer()...)
	if b, err := io.ReadAll(resp.Body); err == nil || !strings.Contains(string(b), "upstream_ended_early") {
		t.Errorf("%v %q", err, b)
	}
}

func TestPassthroughKeepsLocalPasswordsHere(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) })
	cfg := up.config()
	cfg.Access, cfg.Upstreams[0].Key = AccessPassthrough, secret.Secret{}
	s := serve(t, cfg)
	for _, value := range []string{"Bearer " + testPassword, testPassword, "bearer  " + testPassword, "Bearer " + testAddress} {
		refusal(t, up, call(t, "POST", s.URL+"/v1/chat/completions", chatBody, "Authorization", value), 401, "authorization_required")
	}
	resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, "Authorization", "Bearer sk-own")
	if body := text(t, resp); resp.StatusCode != 401 || strings.Contains(body, "Open Keyport") {
		t.Errorf("its own key was refused, and the app is told %d %s", resp.StatusCode, body)
	}
	resp = call(t, "POST", s.private+"/v1/chat/completions", chatBody, "Authorization", "Bearer sk-own")
	if body := text(t, resp); resp.StatusCode != 400 {
		t.Errorf("on a private address: %d %s", resp.StatusCode, body)
	}
}

// OpenAI's moderations and images take a request without a model.
func TestRequestWithoutAModelGoesToTheFirstAccount(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Upstreams[0].Models = []string{"gpt-*"}
	second := cfg.Upstreams[0]
	second.Name, second.Models = "second", []string{"qwen*"}
	cfg.Upstreams = []upstream.Config{cfg.Upstreams[0], second}
	var used string
	cfg.Observe = func(r Record) { used = r.Upstream }
	s := serve(t, cfg)
	resp := call(t, "POST", s.URL+"/v1/moderations", `{"input":"x"}`, bearer()...)
	if body := text(t, resp); resp.StatusCode != 200 {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	s.Server.Close()
	if used != "openai" {
		t.Errorf("it went to %q", used)
	}
}
