package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"keyport/proxy/secret"
)

// refusal checks what every refusal must be: no call to the upstream, no
// redirect, no CORS header, JSON with a stable code.
func refusal(t *testing.T, up *fakeUpstream, resp *http.Response, status int, want string) string {
	t.Helper()
	body := text(t, resp)
	if resp.StatusCode != status {
		t.Errorf("status %d, want %d: %s", resp.StatusCode, status, body)
	}
	if got := code(t, body); got != want {
		t.Errorf("code %q, want %q", got, want)
	}
	for name := range resp.Header {
		if name == "Location" || strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("header %s left", name)
		}
	}
	if n := len(up.requests()); n != 0 {
		t.Errorf("the upstream saw %d requests", n)
	}
	return body
}

func TestForeignHostsAreRefused(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Hosts = []string{"host.docker.internal"}
	s := serve(t, cfg)
	port := s.URL[strings.LastIndex(s.URL, ":")+1:]
	for _, host := range []string{"evil.example:" + port, "localhost.evil.example:" + port, "127.0.0.1.nip.io:" + port, "localhost.:" + port, "127.0.0.1:1", "127.0.0.1", "[::ffff:127.0.0.1]:" + port, "x.localhost:" + port, "machine.local:" + port} {
		for _, path := range []string{"/v1/chat/completions", "/", "/health", "/nothing", "/" + testAddress + "/api/tags"} {
			t.Run(host+path, func(t *testing.T) {
				resp := call(t, "GET", s.URL+path, "", append(bearer(), "Host", host)...)
				refusal(t, up, resp, 403, "host_not_allowed")
			})
		}
	}
	for _, host := range []string{"localhost:" + port, "LOCALHOST:" + port, "127.0.0.1:" + port, "[::1]:" + port, "host.docker.internal:" + port, "host.docker.internal"} {
		if resp := call(t, "GET", s.URL+"/v1/models", "", append(bearer(), "Host", host)...); resp.StatusCode != 200 {
			t.Errorf("Host %s got %d", host, resp.StatusCode)
		}
	}
}

func TestOddRequestLinesAreRefused(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	addr := s.Listener.Addr().String()
	for _, c := range []struct {
		name, raw string
		status    int
	}{
		{"absolute form with a foreign host", "GET http://evil.example/v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403},
		{"no host", "GET /v1/models HTTP/1.0\r\n\r\n", 403},
		{"two hosts", "GET /v1/models HTTP/1.1\r\nHost: " + addr + "\r\nHost: evil.example\r\n\r\n", 400},
		{"connect", "CONNECT api.openai.com:443 HTTP/1.1\r\nHost: " + addr + "\r\n\r\n", 405},
		{"an offer of HTTP/2, as Java makes it", "GET / HTTP/1.1\r\nHost: " + addr + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n\r\n", 200},
		{"websocket", "GET /v1/realtime HTTP/1.1\r\nHost: " + addr + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 426},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, c.raw)
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != c.status {
				t.Errorf("status %d", resp.StatusCode)
			}
		})
	}
	if len(up.requests()) != 0 {
		t.Error("the upstream was called")
	}
}

func TestWebPagesAreRefused(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	for _, c := range []struct {
		name, method string
		headers      []string
	}{
		{"foreign origin", "POST", []string{"Origin", "https://evil.example"}},
		{"null origin", "POST", []string{"Origin", "null"}},
		{"own origin", "POST", []string{"Origin", s.URL}},
		{"cross site", "POST", []string{"Sec-Fetch-Site", "cross-site"}},
		{"same site", "POST", []string{"Sec-Fetch-Site", "same-site"}},
		{"image", "GET", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}},
		{"preflight", "OPTIONS", []string{"Origin", "https://evil.example", "Access-Control-Request-Method", "POST"}},
		{"options", "OPTIONS", nil},
	} {
		for _, path := range []string{"/v1/chat/completions", "/" + testAddress + "/api/tags", "/nothing"} {
			t.Run(c.name+path, func(t *testing.T) {
				body := ""
				if c.method == "POST" {
					body = chatBody
				}
				refusal(t, up, call(t, c.method, s.URL+path, body, append(bearer(), c.headers...)...), 403, "origin_not_allowed")
			})
		}
	}
	for _, ok := range [][]string{{"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Site", "same-origin"}} {
		if resp := call(t, "GET", s.URL+"/v1/models", "", append(bearer(), ok...)...); resp.StatusCode != 200 {
			t.Errorf("%v got %d: Node clients send it", ok, resp.StatusCode)
		}
	}
}

func TestListedOriginGetsCORS(t *testing.T) {
	const origin = "app://obsidian.md"
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Clients = append(cfg.Clients, Client{Name: "Obsidian", Password: secret.New("kp-obsidian"), Origins: []string{origin}})
	s := serve(t, cfg)
	pre := call(t, "OPTIONS", s.URL+"/v1/models", "", "Origin", origin, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization")
	if pre.StatusCode != 204 || pre.Header.Get("Access-Control-Allow-Origin") != origin || pre.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("preflight %d %v", pre.StatusCode, pre.Header)
	}
	ok := call(t, "GET", s.URL+"/v1/models", "", "Origin", origin, "Authorization", "Bearer kp-obsidian")
	if ok.StatusCode != 200 || ok.Header.Get("Access-Control-Allow-Origin") != origin || ok.Header.Get("Vary") != "Origin" {
		t.Errorf("answer %d %v", ok.StatusCode, ok.Header)
	}
	other := call(t, "GET", s.URL+"/v1/models", "", append(bearer(), "Origin", origin)...)
	if other.StatusCode != 403 {
		t.Errorf("another app's password with this origin: %d", other.StatusCode)
	}
}

func TestPathTricksAreRefused(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	for path, status := range map[string]int{
		"/v1/%2e%2e/organization":                              400,
		"/v1/chat/completions/%2e%2e/%2e%2e/organization/x":    400,
		"/v1%2fchat%2fcompletions":                             400,
		"/v1/..%5corganization":                                400,
		"/v1/chat/completions;x":                               400,
		"/v1/chat/completions%00":                              400,
		"/v1/../organization":                                  400,
		"/v1/./models":                                         400,
		"/v1/models/%2e%2e":                                    400,
		"/v1/models/a%2f..%2fb":                                400,
		"/v1/models/a%20b":                                     400,
		"/%76%31/chat/completions":                             400,
		"/" + testAddress + "/../" + testAddress + "/api/tags": 400,
		"/v1/chat/completions/":                                404,
		"/V1/chat/completions":                                 404,
		"/v1/organization/costs":                               404,
		"/v1/dashboard/billing/usage":                          404,
		"/v1/fine_tuning/jobs":                                 404,
		"/v1/files":                                            404,
		"/" + testAddress + "x/api/tags":                       404,
		"/" + strings.ToUpper(testAddress) + "/api/tags":       404,
	} {
		t.Run(path, func(t *testing.T) {
			want := "bad_path"
			if status == 404 {
				want = "path_not_allowed"
			}
			refusal(t, up, rawPost(t, s, path), status, want)
		})
	}
	for _, path := range []string{"//v1//chat///completions", "/chat/completions", "//chat/completions"} {
		if resp := rawPost(t, s, path); resp.StatusCode != 200 {
			t.Errorf("%s got %d", path, resp.StatusCode)
		}
	}
	for _, r := range up.requests() {
		if r.URI != "/v1/chat/completions" {
			t.Errorf("the upstream saw %s", r.URI)
		}
	}
}

// rawPost sends a path as it is, without any client cleaning it.
func rawPost(t *testing.T, s *proxyServer, path string) *http.Response {
	t.Helper()
	addr := s.Listener.Addr().String()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, addr, testPassword, len(chatBody), chatBody)
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: "POST"})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func TestCredentials(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	basic := "Basic b3BlbmFpOmtwLXRlc3RwYXNzd29yZHRlc3RwYXNzd29yZDEy" // openai:kp-testpassword…
	for _, h := range [][]string{{"Authorization", "Bearer " + testPassword}, {"Authorization", "bEARER   " + testPassword}, {"Authorization", testPassword}, {"X-Api-Key", testPassword}, {"Api-Key", testPassword}, {"Authorization", basic}} {
		if resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, h...); resp.StatusCode != 200 {
			t.Errorf("%s: %d", h[0], resp.StatusCode)
		}
		got := up.last(t)
		if got.Header.Get("Authorization") != "Bearer "+testKey || got.Header.Get("X-Api-Key") != "" || got.Header.Get("Api-Key") != "" {
			t.Errorf("%s: the upstream saw %v", h[0], got.Header)
		}
	}
	before := len(up.requests())
	for _, h := range [][]string{nil, {"Authorization", "Bearer "}, {"Authorization", "Bearer wrong"}, {"X-Api-Key", testPassword + "x"}, {"Authorization", "Basic " + testPassword}, {"Authorization", "Bearer " + testKey}, {"Authorization", "Bearer " + testAddress}} {
		resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, h...)
		if body := text(t, resp); resp.StatusCode != 401 || code(t, body) != "password_required" {
			t.Errorf("%v: %d %s", h, resp.StatusCode, body)
		}
	}
	if len(up.requests()) != before {
		t.Error("a wrong password reached the upstream")
	}
}

func TestWrongSecretLooksLikeAnUnknownPath(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	dump := func(path string) string {
		resp := call(t, "GET", s.URL+path, "")
		b := text(t, resp)
		resp.Header.Del("Date")
		return fmt.Sprint(resp.StatusCode, resp.Header, b)
	}
	want := dump("/unknown")
	for _, path := range []string{"/wrongsecretwrongsecretwron", "/wrongsecretwrongsecretwron/", "/wrongsecretwrongsecretwron/api/tags", "/unknown/v1/chat/completions", "/" + testAddress + "/unknown"} {
		if got := dump(path); got != want {
			t.Errorf("%s: %s\nwant %s", path, got, want)
		}
	}
}

func TestPrefix(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Prefix = "/work"
	s := serve(t, cfg)
	for path, want := range map[string]int{"/work": 200, "/work/": 200, "/work/health": 200, "/work/v1/models": 200, "/": 404, "/v1/models": 404, "/workx/v1/models": 404, "/work%2fv1/models": 400, "/work/" + testAddress: 200, "/work/" + testAddress + "/api/tags": 200} {
		if resp := call(t, "GET", s.URL+path, "", bearer()...); resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
}

func TestContentTypes(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	s := serve(t, up.config())
	for _, c := range []struct {
		contentType string
		browser     bool
		status      int
	}{
		{"application/json", false, 200},
		{"application/json; charset=utf-8", false, 200},
		{"application/x-www-form-urlencoded", false, 200},
		{"", false, 200},
		{"text/plain", false, 415},
		{"multipart/form-data; boundary=x", false, 415},
		{"application/x-www-form-urlencoded", true, 415},
		{"", true, 415},
	} {
		headers := append(bearer(), "Content-Type", c.contentType)
		if c.browser {
			headers = append(headers, "Sec-Fetch-Site", "same-origin")
		}
		resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, headers...)
		if resp.StatusCode != c.status {
			t.Errorf("%q (browser %v): %d", c.contentType, c.browser, resp.StatusCode)
		}
		if c.status == 200 && !strings.HasPrefix(up.last(t).Header.Get("Content-Type"), "application/json") {
			t.Errorf("%q went out as %q", c.contentType, up.last(t).Header.Get("Content-Type"))
		}
	}
	if resp := call(t, "POST", s.URL+"/v1/chat/completions", "x", append(bearer(), "Content-Encoding", "gzip")...); resp.StatusCode != 415 {
		t.Errorf("compressed request: %d", resp.StatusCode)
	}
}

func TestOpenModeAsksForNothing(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Access = AccessOpen
	s := serve(t, cfg)
	if resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody); resp.StatusCode != 200 {
		t.Errorf("%d", resp.StatusCode)
	}
	if resp := call(t, "GET", s.URL+"/api/tags", ""); resp.StatusCode != 200 {
		t.Errorf("%d", resp.StatusCode)
	}
	if resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, "Origin", "https://evil.example"); resp.StatusCode != 403 {
		t.Errorf("a web page got %d", resp.StatusCode)
	}
}

func TestPassthroughSendsTheAppsOwnKey(t *testing.T) {
	up := newUpstream(t, jsonAnswer(401, `{"error":{"message":"bad key","code":"invalid_api_key"}}`))
	cfg := up.config()
	cfg.Access = AccessPassthrough
	cfg.Upstreams[0].Key = secret.Secret{}
	s := serve(t, cfg)
	if resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody); resp.StatusCode != 401 || len(up.requests()) != 0 {
		t.Errorf("without a key: %d", resp.StatusCode)
	}
	for _, local := range []string{"Bearer " + testPassword, "Token " + testPassword, "token  " + testAddress, testAddress} {
		if resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, "Authorization", local); resp.StatusCode != 401 || len(up.requests()) != 0 {
			t.Errorf("with a secret of Keyport's own: %d", resp.StatusCode)
		}
	}
	resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, "Authorization", "Bearer sk-own")
	if got := up.last(t).Header.Get("Authorization"); got != "Bearer sk-own" {
		t.Errorf("the upstream saw %q", got)
	}
	if body := text(t, resp); resp.StatusCode != 401 || code(t, body) != "invalid_api_key" {
		t.Errorf("its own key's refusal came back as %d %s", resp.StatusCode, body)
	}
}
