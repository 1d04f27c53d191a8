package connect

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"keyport/app/control"
	"keyport/app/settings"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// answers are what the fake Keyport says, by path below the private address.
type answers map[string]string

func good() answers {
	return answers{
		"/s3cret/api/version":         `{"version":"0.17.6"}`,
		"/s3cret/api/tags":            `{"models":[{"model":"m1","name":"m1"},{"model":"m2","name":"m2"}]}`,
		"/s3cret/api/show":            `{"capabilities":["completion","tools"],"model_info":{"general.architecture":"x","x.context_length":32768}}`,
		"/s3cret/v1/chat/completions": "data: {\"choices\":[{\"delta\":{\"content\":\"ready\"}}]}\n\n: ping\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{}}\n\ndata: [DONE]\n\n",
		"/v1/models":                  `{"data":[{"id":"m1"}]}`,
	}
}

// serve gives a fake Keyport; an answer that starts with a status ("404 text") has that status.
func serve(t *testing.T, a answers, seen *[]*http.Request) Target {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seen != nil {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			*seen = append(*seen, r)
		}
		text := a[r.URL.Path]
		for status, code := range map[string]int{"404 ": 404, "400 ": 400, "503 ": 503, "302 ": 302} {
			if rest, ok := strings.CutPrefix(text, status); ok {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(code)
				text = rest
			}
		}
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(srv.Close)
	return Target{Base: srv.URL, Address: srv.URL + "/s3cret", Password: "kp-password"}
}

// ended runs a test and gives the steps as they ended.
func ended(ctx context.Context, kind string, target Target) (steps []control.Step) {
	Test(ctx, target, kind, func(s control.Step) {
		if !s.Running {
			steps = append(steps, s)
		}
	})
	return steps
}

func TestCheckReplaysCopilot(t *testing.T) {
	var seen []*http.Request
	target := serve(t, good(), &seen)
	steps := ended(t.Context(), settings.KindOther, target)
	if len(steps) != 5 {
		t.Fatalf("%d steps: %+v", len(steps), steps)
	}
	for _, s := range steps {
		if !s.OK || s.Detail == "" {
			t.Errorf("%+v", s)
		}
	}
	var calls []string
	for _, r := range seen {
		calls = append(calls, r.Method+" "+r.URL.Path)
	}
	if got := strings.Join(calls, ", "); got != "GET /s3cret/api/version, GET /s3cret/api/tags, POST /s3cret/api/show, POST /s3cret/v1/chat/completions, GET /v1/models" {
		t.Fatal(got)
	}
	if got, ok := seen[3].Header["Authorization"]; !ok || got[0] != "Bearer " && got[0] != "Bearer" {
		t.Errorf("chat went with Authorization %q", got)
	}
	if got := seen[4].Header.Get("Authorization"); got != "Bearer kp-password" {
		t.Errorf("models went with %q", got)
	}
	body, _ := io.ReadAll(seen[3].Body)
	for _, want := range []string{`"stream":true`, `"model":"m1"`, `"include_usage":true`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestCheckNamesTheMissingLink(t *testing.T) {
	const chat = "/s3cret/v1/chat/completions"
	cases := []struct {
		name, path, answer, step, want string
	}{
		{"wrong address", "/s3cret/api/version", `404 {"error":"not found"}`, "Version", "not found (status 404)"},
		{"old version", "/s3cret/api/version", `{"version":"0.6.3"}`, "Version", "too old"},
		{"version is no number", "/s3cret/api/version", `{"version":"v1"}`, "Version", "too old"},
		{"another program", "/s3cret/api/version", `<html>`, "Version", "another program"},
		{"redirect", "/s3cret/api/tags", `302 `, "Model list", "redirect"},
		{"no models", "/s3cret/api/tags", `{"models":[]}`, "Model list", "empty"},
		{"nameless model", "/s3cret/api/tags", `{"models":[{"name":"x"}]}`, "Model list", "no name"},
		{"no capabilities", "/s3cret/api/show", `{"model_info":{}}`, "Model details", "capabilities"},
		{"context is text", "/s3cret/api/show", `{"capabilities":[],"model_info":{"general.architecture":"x","x.context_length":"32768"}}`, "Model details", "context length"},
		{"no key", chat, `400 {"error":{"message":"Keyport has no API key for openai yet."}}`, "Chat", "has no API key"},
		{"no finish reason", chat, "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n", "Chat", "finish reason"},
		{"error event", chat, "data: {\"error\":{\"message\":\"it broke\",\"code\":\"x\"}}\n\n", "Chat", "it broke"},
		{"filtered", chat, "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"content_filter\"}]}\n\n", "Chat", "content_filter"},
		{"nothing said", chat, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", "Chat", "nothing"},
		{"event line", chat, "event: message\n\n", "Chat", "does not understand"},
		{"no JSON", chat, "data: {\n\n", "Chat", "not JSON"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := good()
			a[c.path] = c.answer
			steps := ended(t.Context(), settings.KindOther, serve(t, a, nil))
			var failed []string
			for _, s := range steps {
				if s.OK {
					continue
				}
				failed = append(failed, s.Name)
				if !strings.Contains(s.Detail, c.want) {
					t.Errorf("%s says %q, want %q in it", s.Name, s.Detail, c.want)
				}
				if strings.Contains(s.Detail, "s3cret") {
					t.Errorf("the secret is in %q", s.Detail)
				}
			}
			if len(failed) != 1 || failed[0] != c.step {
				t.Errorf("failed: %v, want %s", failed, c.step)
			}
			if last := steps[len(steps)-1]; last.Name != "Password" || !last.OK {
				t.Errorf("the password was not tried: %+v", last)
			}
		})
	}
}

func TestCheckWithNobodyThere(t *testing.T) {
	target := serve(t, good(), nil)
	srv := httptest.NewServer(nil)
	target.Address, target.Password = srv.URL+"/s3cret", ""
	srv.Close()
	steps := ended(t.Context(), settings.KindOther, target)
	if len(steps) != 1 || steps[0].OK || !strings.Contains(steps[0].Detail, "Is Keyport running?") {
		t.Fatalf("%+v", steps)
	}
}

func TestCheckStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	steps := ended(ctx, settings.KindOther, serve(t, good(), nil))
	if steps[0].OK || steps[0].Detail != "The test was stopped." {
		t.Fatalf("%+v", steps)
	}
}
