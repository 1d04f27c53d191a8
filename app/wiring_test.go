package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/proxy/secret"
)

// steps tests an app as a kind and gives what ended; each must have begun.
func (r *run) steps(client, kind string) (all []control.Step) {
	r.t.Helper()
	begun := ""
	err := r.TestClient(r.t.Context(), client, kind, func(s control.Step) {
		if s.Running {
			begun = s.Name
			return
		}
		if s.Name != begun {
			r.t.Errorf("%s ended, %s had begun", s.Name, begun)
		}
		all = append(all, s)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// outcome writes steps as "Chat ok, Messages spare".
func outcome(steps []control.Step) string {
	var all []string
	for _, s := range steps {
		how := "FAILED"
		switch {
		case s.OK:
			how = "ok"
		case s.Spare:
			how = "spare"
		}
		all = append(all, s.Name+" "+how)
	}
	return strings.Join(all, ", ")
}

func TestEveryKindIsReplayedAgainstTheDemo(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.Demo = true
	r := begin(t, dir, opts)
	const openAI, ollama = "Model list ok, Chat ok", "Model list ok, Model details ok, Chat ok"
	for kind, want := range map[string]string{
		settings.KindVSCode:        openAI + ", Chat (Responses) ok, Chat (Messages) spare",
		settings.KindVSCodeOllama:  "Version ok, " + ollama,
		settings.KindVSCodeBuiltIn: "Version ok, " + ollama,
		settings.KindCopilotCLI:    "Chat ok",
		settings.KindZed:           ollama,
		settings.KindJetBrains:     openAI,
		settings.KindClaudeCode:    "Chat (Messages) FAILED",
		settings.KindCodex:         "Chat (Responses) ok", // translated
		settings.KindContinue:      openAI,
		settings.KindCline:         openAI,
		settings.KindRoo:           openAI,
		settings.KindAider:         openAI,
		settings.KindXcode:         openAI,
		settings.KindOpenWebUI:     openAI,
		settings.KindCurl:          "Model list ok",
		settings.KindOpenAISDK:     openAI,
		settings.KindAnthropicSDK:  "Chat (Messages) FAILED",
		settings.KindOther:         "Version ok, " + ollama + ", Password ok",
		"":                         openAI + ", Chat (Responses) ok, Chat (Messages) spare", // the app's own: VS Code
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel() // the demo takes its time
			steps := r.steps("VS Code", kind)
			if got := outcome(steps); got != want {
				t.Errorf("got %s, want %s: %+v", got, want, steps)
			}
			for _, s := range steps {
				if !s.OK && !strings.Contains(s.Detail, "does not offer the") {
					t.Errorf("%s does not say plainly that the account cannot do it: %q", s.Name, s.Detail)
				}
			}
		})
	}
	wantCode(t, r.TestClient(t.Context(), "VS Code", "netscape", nil), control.CodeNotFound)
	wantCode(t, r.TestClient(t.Context(), "nobody", "", nil), control.CodeNotFound)
}

// modern is an account that offers Responses and Messages, and keeps what it was sent.
type modern struct {
	mu   sync.Mutex
	seen []*http.Request
}

func (m *modern) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	m.seen = append(m.seen, r)
	m.mu.Unlock()
	events := func(kinds ...string) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, kind := range kinds {
			fmt.Fprintf(w, "event: %s\ndata: {\"type\":%q}\n\n", kind, kind)
		}
	}
	switch r.URL.Path {
	case "/v1/models":
		fmt.Fprint(w, `{"data":[{"id":"m1","object":"model"}]}`)
	case "/v1/responses":
		events("response.created", "response.output_text.delta", "response.completed")
	case "/v1/messages":
		events("message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop")
	case "/v1/messages/count_tokens":
		fmt.Fprint(w, `{"input_tokens":12}`)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func TestCodexAndClaudeCodeAreReplayedWhereTheAccountCanDoIt(t *testing.T) {
	for kind, want := range map[string]struct{ upstream, outcome, path, header, value string }{
		settings.KindCodex:        {settings.KindOpenAI, "Chat (Responses) ok", "/v1/responses", "Accept", "text/event-stream"},
		settings.KindClaudeCode:   {settings.KindAnthropic, "Chat (Messages) ok, Counting tokens ok", "/v1/messages", "Anthropic-Version", "2023-06-01"},
		settings.KindAnthropicSDK: {settings.KindAnthropic, "Chat (Messages) ok, Counting tokens ok", "/v1/messages", "Anthropic-Version", "2026-10-21"},
	} {
		t.Run(kind, func(t *testing.T) {
			m := &modern{}
			server := httptest.NewServer(m)
			t.Cleanup(server.Close)
			dir := home(t)
			write(t, dir, func(s *settings.Settings) {
				s.Upstreams = []settings.Upstream{settings.NewUpstream("openai", server.URL+"/v1")}
				s.Upstreams[0].Kind = want.upstream
			})
			r := begin(t, dir, options(dir))
			r.setKey(goodKey)
			steps := r.steps("VS Code", kind)
			if got := outcome(steps); got != want.outcome {
				t.Fatalf("%s: %+v", got, steps)
			}
			m.mu.Lock()
			defer m.mu.Unlock()
			for _, req := range m.seen {
				if req.URL.Path == want.path && req.Header.Get(want.header) != want.value {
					t.Errorf("%s came with %s %q", want.path, want.header, req.Header.Get(want.header))
				}
			}
		})
	}
}

func TestATestSaysWhatToDo(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	detail := func() string {
		steps := r.steps("VS Code", settings.KindCopilotCLI)
		return steps[len(steps)-1].Detail
	}
	if got := detail(); !strings.Contains(got, "API key") {
		t.Errorf("without a key: %q", got)
	}
	if err := r.SetKey(t.Context(), "openai", secret.New("sk-wrong-0123456789abcdefghij")); err != nil {
		t.Fatal(err)
	}
	steps := r.steps("VS Code", settings.KindVSCodeBuiltIn)
	if last := steps[len(steps)-1]; last.OK || !strings.Contains(last.Detail, "key") {
		t.Errorf("with a wrong key: %+v", last)
	}
	r.setKey(goodKey)
	if err := r.Pause(t.Context(), r.clock().Add(1e12)); err != nil {
		t.Fatal(err)
	}
	if got := detail(); !strings.Contains(strings.ToLower(got), "paused") {
		t.Errorf("paused: %q", got)
	}
}

func TestATestUnderWayCanBeStopped(t *testing.T) {
	p := newProvider(t)
	hold := make(chan struct{})
	defer close(hold)
	p.set(0, hold)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	conn, err := control.DialDir(t.Context(), r.opts.ControlDir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var seen []string
	ended := make(chan error, 1)
	go func() {
		ended <- conn.TestClient(ctx, "VS Code", settings.KindContinue, func(s control.Step) { seen = append(seen, fmt.Sprint(s.Name, s.Running)) })
	}()
	<-p.began // the chat has begun and hangs
	cancel()
	wantCode(t, <-ended, control.CodeStopped)
	if got := strings.Join(seen, " "); got != "Model listtrue Model listfalse Chattrue" {
		t.Errorf("ticked %s", got)
	}
	r.until("the end of the request", func(s control.Status) bool { return s.Running == 0 })
}
