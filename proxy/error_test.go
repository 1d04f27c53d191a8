package proxy

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyport/proxy/secret"
	"keyport/proxy/upstream"
)

func TestUpstreamErrors(t *testing.T) {
	body := `{"error":{"message":"no ` + testKey + `","type":"x","param":null,"code":"their_code"}}`
	for _, c := range []struct {
		name            string
		answer          http.HandlerFunc
		status, private int
		code            string
		sameBody        bool // its JSON passes on B/v1
	}{
		{"400", jsonAnswer(400, body), 400, 400, "their_code", true},
		{"401", jsonAnswer(401, body), 502, 400, "upstream_key_rejected", false},
		{"402", jsonAnswer(402, body), 402, 400, "their_code", true},
		{"403", jsonAnswer(403, body), 403, 400, "their_code", true},
		{"404", jsonAnswer(404, body), 404, 404, "their_code", true},
		{"429", jsonAnswer(429, body), 429, 429, "their_code", true},
		{"500", jsonAnswer(500, body), 500, 500, "their_code", true},
		{"529", jsonAnswer(529, body), 529, 529, "their_code", true},
		{"text", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "oops "+testKey, 500) }, 500, 500, "upstream_error", false},
		{"html error", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(503)
			_, _ = io.WriteString(w, "<h1>x</h1>")
		}, 503, 503, "upstream_error", false},
		{"web page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, "<h1>sign in</h1>")
		}, 502, 502, "upstream_web_page", false},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://evil.example/", http.StatusTemporaryRedirect)
		}, 502, 502, "upstream_redirect", false},
	} {
		for _, private := range []bool{false, true} {
			for _, request := range []string{chatBody, chatSSE} {
				t.Run(c.name, func(t *testing.T) {
					up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
						w.Header().Set("Retry-After", "7")
						w.Header().Set("X-Ratelimit-Remaining-Requests", "0")
						w.Header().Set("Set-Cookie", "a=b")
						w.Header().Set("Access-Control-Allow-Origin", "*")
						c.answer(w, r)
					})
					s := serve(t, up.config())
					url, want := s.URL+"/v1/chat/completions", c.status
					if private {
						url, want = s.private+"/v1/chat/completions", c.private
					}
					resp := call(t, "POST", url, request, bearer()...)
					got := text(t, resp)
					if resp.StatusCode != want {
						t.Errorf("private %v: status %d, want %d: %s", private, resp.StatusCode, want, got)
					}
					if !private || c.status == c.private {
						if code(t, got) != c.code {
							t.Errorf("code %s in %s", code(t, got), got)
						}
					}
					if c.sameBody && !private && got != strings.ReplaceAll(body, testKey, "[redacted]") {
						t.Errorf("body %s", got)
					}
					if strings.Contains(got, testKey) {
						t.Error("the key came back")
					}
					for _, h := range []string{"Set-Cookie", "Access-Control-Allow-Origin", "Location"} {
						if resp.Header.Get(h) != "" {
							t.Errorf("header %s left", h)
						}
					}
					if c.status >= 400 && c.status < 500 && resp.Header.Get("Retry-After") != "7" {
						t.Errorf("Retry-After %q", resp.Header.Get("Retry-After"))
					}
				})
			}
		}
	}
}

func TestUnreachableUpstreams(t *testing.T) {
	for _, c := range []struct {
		name, url    string
		status       int
		code         string
		certificates bool
	}{
		{"refused", "http://127.0.0.1:1", 502, "upstream_unreachable", false},
		{"unknown name", "https://keyport.invalid", 502, "upstream_dns", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := (&fakeUpstream{Server: newUpstream(t, nil).Server}).config()
			cfg.Upstreams[0].URL, cfg.Upstreams[0].KeyOrigin, cfg.Upstreams[0].Proxy = c.url, upstream.Origin(c.url), "none"
			s := serve(t, cfg)
			resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...)
			if body := text(t, resp); resp.StatusCode != c.status || code(t, body) != c.code {
				t.Errorf("%d %s", resp.StatusCode, body)
			}
			tags := call(t, "GET", s.private+"/api/tags", "")
			if body := text(t, tags); tags.StatusCode != 502 || !strings.Contains(body, `"error":"`) {
				t.Errorf("tags: %d %s", tags.StatusCode, body)
			}
		})
	}
}

func TestKeyTrouble(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Config)
		code   string
	}{
		{"no key", func(c *Config) { c.Upstreams[0].Key = secret.Secret{} }, "no_key"},
		{"keychain locked", func(c *Config) {
			c.Upstreams[0].KeyProblem = &upstream.Problem{Code: "keychain_locked", Message: "Your keyring is locked."}
		}, "keychain_locked"},
		{"saved for another origin", func(c *Config) { c.Upstreams[0].KeyOrigin = "https://api.openai.com:443" }, "key_elsewhere"},
		{"no account", func(c *Config) { c.Upstreams = nil }, "no_upstream"},
	} {
		t.Run(c.name, func(t *testing.T) {
			up := newUpstream(t, jsonAnswer(200, `{}`))
			cfg := up.config()
			c.change(&cfg)
			s := serve(t, cfg)
			resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...)
			refusal(t, up, resp, 503, c.code)
			private := call(t, "POST", s.private+"/v1/chat/completions", chatSSE)
			refusal(t, up, private, 400, c.code)
			tags := call(t, "GET", s.private+"/api/tags", "")
			if body := text(t, tags); tags.StatusCode != 400 || !strings.Contains(body, `"error":"`) {
				t.Errorf("tags: %d %s", tags.StatusCode, body)
			}
		})
	}
}

func TestBadBodies(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Limits.Body = 1 << 20
	s := serve(t, cfg)
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"no JSON", `{"model":`, 400, "bad_json"},
		{"trailing text", `{"model":"x"} y`, 400, "bad_json"},
		{"an array", `[]`, 400, "bad_json"},
		{"a word", `true`, 400, "bad_json"},
		{"a million brackets", strings.Repeat("[", 1<<20-10), 400, "bad_json"},
		{"invalid UTF-8", "{\"model\":\"\xff\"}", 400, "bad_json"},
		{"two models", `{"model":"a","model":"b"}`, 400, "duplicate_key"},
		{"two models, one escaped", `{"model":"a","mod\u0065l":"b"}`, 400, "duplicate_key"},
		{"two streams", `{"model":"a","stream":true,"stream":false}`, 400, "duplicate_key"},
		{"a number for a model", `{"model":1}`, 400, "bad_model"},
		{"too large", `{"model":"` + strings.Repeat("x", 1<<20) + `"}`, 413, "body_too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, base := range []string{s.URL + "/v1", s.private + "/v1"} {
				refusal(t, up, call(t, "POST", base+"/chat/completions", c.body, bearer()...), c.status, c.code)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		resp := call(t, "POST", s.URL+"/v1/chat/completions", "", append(bearer(), "Content-Type", "application/json")...)
		refusal(t, up, resp, 400, "bad_json")
	})
	if resp := call(t, "POST", s.URL+"/v1/chat/completions", `{"Model":"x","model":"gpt-4o","n":1e400}`, bearer()...); resp.StatusCode != 200 {
		t.Errorf("another spelling is another member: %d", resp.StatusCode)
	}
}

func TestRequestsWaitInLineAndAreLimited(t *testing.T) {
	goOn := make(chan struct{})
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		<-goOn
		jsonAnswer(200, `{}`)(w, r)
	})
	cfg := up.config()
	cfg.Limits.InFlight = 2
	s := serve(t, cfg)
	s.queueFor = 50 * time.Millisecond
	done := make(chan int, 2)
	for range 2 {
		go func() {
			done <- call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...).StatusCode
		}()
		<-up.entered
	}
	resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...)
	if body := text(t, resp); resp.StatusCode != 429 || code(t, body) != "too_many_requests" || resp.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if n := len(up.requests()); n != 2 {
		t.Errorf("%d requests reached the upstream", n)
	}
	if s.Running() != 2 {
		t.Errorf("%d running", s.Running())
	}
	close(goOn)
	for range 2 {
		if status := <-done; status != 200 {
			t.Errorf("status %d", status)
		}
	}
	if resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...); resp.StatusCode != 200 {
		t.Errorf("a place that became free was not given away: %d", resp.StatusCode)
	}
}

func TestRequestsPerMinute(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Limits.PerMinute = 3
	s := serve(t, cfg)
	for i := range 5 {
		// The limit hangs on the app, however it shows who it is.
		header := []string{"Authorization", "Bearer " + testPassword}
		if i%2 == 1 {
			header = []string{"X-Api-Key", testPassword}
		}
		resp := call(t, "POST", s.URL+"/v1/chat/completions", chatBody, header...)
		if want := 200; i < 3 && resp.StatusCode != want || i >= 3 && resp.StatusCode != 429 {
			t.Errorf("request %d: %d", i, resp.StatusCode)
		}
	}
}

func TestPanicsEndOneRequestOnly(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	records := make(chan Record, 10)
	boom := true
	cfg.Running = func(n int) {
		if boom && n == 1 {
			boom = false
			panic("boom")
		}
	}
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	req, _ := http.NewRequest("GET", s.URL+"/v1/models", nil)
	req.Header.Set("Authorization", "Bearer "+testPassword)
	if resp, err := (&http.Client{Transport: &http.Transport{}}).Do(req); err == nil {
		resp.Body.Close()
		t.Error("a panic was answered with", resp.StatusCode)
	}
	if r := <-records; r.Code != "internal" {
		t.Errorf("record %+v", r)
	}
	if resp := call(t, "GET", s.URL+"/v1/models", "", bearer()...); resp.StatusCode != 200 {
		t.Errorf("the next request got %d", resp.StatusCode)
	}
}

func TestHealth(t *testing.T) {
	up := newUpstream(t, nil)
	s := serve(t, up.config())
	if got := text(t, call(t, "GET", s.URL+"/health", "")); got != `{"status":"ok"}` {
		t.Errorf("open: %s", got)
	}
	if got := text(t, call(t, "GET", s.URL+"/health", "", bearer()...)); !strings.Contains(got, `"healthy"`) || !strings.Contains(got, `"openai"`) {
		t.Errorf("known: %s", got)
	}
	up.gone.Store(true)
	resp := call(t, "GET", s.URL+"/health", "", bearer()...)
	if got := text(t, resp); resp.StatusCode != 503 || !strings.Contains(got, `"unhealthy"`) || !strings.Contains(got, `"error"`) {
		t.Errorf("away: %d %s", resp.StatusCode, got)
	}
	if got := text(t, call(t, "GET", s.URL+"/", "")); got != "Keyport" {
		t.Errorf("root: %s", got)
	}
}
