package upstream

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyport/proxy/secret"
)

func TestTheKeyIsPutOnByKind(t *testing.T) {
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	defer server.Close()
	const key = "sk-CANARY"
	for _, c := range []struct {
		name, endpoint string
		cfg            Config
		want           map[string]string
	}{
		{"openai", "chat/completions", Config{Kind: KindOpenAI, Key: secret.New(key)}, map[string]string{"Authorization": "Bearer " + key}},
		{"azure", "chat/completions", Config{Kind: KindAzure, Key: secret.New(key)}, map[string]string{"Api-Key": key, "Authorization": ""}},
		{"anthropic messages", "messages", Config{Kind: KindAnthropic, Key: secret.New(key)}, map[string]string{"X-Api-Key": key, "Authorization": "", "Anthropic-Version": "2023-06-01"}},
		{"anthropic chat", "chat/completions", Config{Kind: KindAnthropic, Key: secret.New(key)}, map[string]string{"Authorization": "Bearer " + key}},
		{"whole header", "models", Config{Kind: KindOpenAI, Authorization: secret.New("Token x")}, map[string]string{"Authorization": "Token x"}},
		{"no key wanted", "models", Config{Kind: KindOpenAI, NoAuth: true, Key: secret.New(key)}, map[string]string{"Authorization": ""}},
		{"extra headers", "models", Config{Kind: KindOpenAI, NoAuth: true, Headers: map[string]string{"X-Title": "k"}}, map[string]string{"X-Title": "k", "User-Agent": "Keyport"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.URL, c.cfg.KeyOrigin = server.URL, Origin(server.URL)
			u, err := New(c.cfg, http.DefaultTransport)
			if err != nil {
				t.Fatal(err)
			}
			in := http.Header{"Authorization": {"Bearer local"}, "X-Api-Key": {"local"}, "Cookie": {"a=b"}, "X-Forwarded-For": {"6.6.6.6"}, "Connection": {"Authorization"}, "X-Http-Method-Override": {"DELETE"}, "Referer": {"x"}, "X_Api_Key": {"y"}}
			resp, e := u.Send(t.Context(), Call{Method: "POST", Endpoint: c.endpoint, Header: in, Body: [][]byte{[]byte("{}")}})
			if e != nil {
				t.Fatal(e)
			}
			resp.Body.Close()
			for name, want := range c.want {
				if got.Get(name) != want {
					t.Errorf("%s: %q, want %q", name, got.Get(name), want)
				}
			}
			for _, name := range []string{"Cookie", "X-Forwarded-For", "X-Http-Method-Override", "Referer", "X_Api_Key"} {
				if _, there := got[name]; there {
					t.Errorf("%s went out", name)
				}
			}
		})
	}
}

func TestTheKeyGoesNowhereElse(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer server.Close()
	for _, origin := range []string{"", "https://api.openai.com:443", strings.Replace(Origin(server.URL), "http:", "https:", 1)} {
		u, err := New(Config{Name: "x", Kind: KindOpenAI, URL: server.URL, Key: secret.New("sk-CANARY"), KeyOrigin: origin}, http.DefaultTransport)
		if err != nil {
			t.Fatal(err)
		}
		if _, e := u.Send(t.Context(), Call{Method: "GET", Endpoint: "models"}); e == nil || e.Code != "key_elsewhere" || strings.Contains(e.Message, "CANARY") {
			t.Errorf("%q: %v", origin, e)
		}
	}
	if asked != 0 {
		t.Error("the server was asked")
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	var answer http.HandlerFunc
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(w, r) }))
	defer server.Close()
	status := func(code int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	for _, c := range []struct {
		code   string
		models int
		answer http.HandlerFunc
	}{
		{"", 2, status(200, "application/json", `{"data":[{"id":"a"},{"id":"b"}]}`)},
		{"rejected", 0, status(401, "application/json", `{"error":{"message":"Incorrect API key sk-CANARY"}}`)},
		{"forbidden", 0, status(403, "application/json", `{}`)},
		{"limited", 0, status(429, "application/json", `{}`)},
		{"no_credit", 0, status(402, "application/json", `{}`)},
		{"web_page", 0, status(200, "text/html", "<h1>")},
		{"no_list", 0, status(200, "application/json", `{"hello":1}`)},
		{"bad_answer", 0, status(500, "text/plain", "oops")},
		{"redirect", 0, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }},
	} {
		answer = c.answer
		models, problem := Check(t.Context(), Config{Name: "x", Kind: KindOpenAI, URL: server.URL, Key: secret.New("sk-CANARY"), KeyOrigin: Origin(server.URL)})
		got := ""
		if problem != nil {
			got = problem.Code
			if strings.Contains(problem.Message, "CANARY") || !strings.HasSuffix(problem.Message, ".") && problem.Code != "bad_answer" {
				t.Errorf("sentence %q", problem.Message)
			}
		}
		if got != c.code || models != c.models {
			t.Errorf("%q %d, want %q %d", got, models, c.code, c.models)
		}
	}
	server.Close()
	if _, problem := Check(t.Context(), Config{Kind: KindOpenAI, URL: server.URL, Key: secret.New("k"), KeyOrigin: Origin(server.URL)}); problem == nil || problem.Code != "refused" {
		t.Errorf("away: %+v", problem)
	}
	if _, problem := Check(t.Context(), Config{Kind: KindOpenAI, URL: "nonsense"}); problem == nil || problem.Code != "bad_address" {
		t.Errorf("nonsense: %+v", problem)
	}
}
