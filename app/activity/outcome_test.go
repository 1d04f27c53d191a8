package activity_test

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/proxy"
	"keyport/proxy/secret"
)

const good = `{"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":7}}`

// reset breaks the connection in the middle of an answer.
func reset(w http.ResponseWriter, r *http.Request) {
	stream(event("one", "null"))(w, r)
	panic(http.ErrAbortHandler)
}

func hang(w http.ResponseWriter, r *http.Request) {
	stream(event("one", "null"))(w, r)
	<-r.Context().Done()
}

func TestEveryEndHasAWord(t *testing.T) {
	for name, c := range map[string]struct {
		provider http.HandlerFunc
		change   func(*proxy.Config)
		path     string
		body     string
		headers  []string
		want     control.Outcome
		code     string
	}{
		"stream":              {stream(event("one", "null"), event("", `"stop"`), "data: [DONE]\n\n"), nil, "/v1/chat/completions", chatStream, nil, control.OutcomeOK, ""},
		"plain":               {plain(200, good), nil, "/v1/chat/completions", chatBody, nil, control.OutcomeOK, ""},
		"provider resets":     {reset, nil, "/v1/chat/completions", chatStream, nil, control.OutcomeCutOff, "upstream_broken"},
		"stream without end":  {stream(event("one", "null")), nil, "/v1/chat/completions", chatStream, nil, control.OutcomeCutOff, "upstream_ended_early"},
		"provider falls dumb": {hang, func(c *proxy.Config) { c.Upstreams[0].IdleTimeout = 100 * time.Millisecond }, "/v1/chat/completions", chatStream, nil, control.OutcomeTimedOut, "upstream_timeout"},
		"provider says no":    {plain(400, `{"error":{"message":"no such thing"}}`), nil, "/v1/chat/completions", chatBody, nil, control.OutcomeProviderError, "upstream_error"},
		"key rejected":        {plain(401, `{"error":{"message":"no"}}`), nil, "/v1/chat/completions", chatBody, nil, control.OutcomeProviderError, "upstream_key_rejected"},
		"provider not there": {nil, func(c *proxy.Config) {
			c.Upstreams[0].URL, c.Upstreams[0].KeyOrigin = "http://127.0.0.1:1/v1", "http://127.0.0.1:1"
		}, "/v1/chat/completions", chatBody, nil, control.OutcomeProviderError, "upstream_unreachable"},
		"error in a stream": {stream(event("one", "null"), "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"), nil, "/v1/chat/completions", chatStream, nil, control.OutcomeProviderError, "upstream_error"},
		"no password":       {nil, nil, "/v1/chat/completions", chatBody, []string{"Authorization", "Bearer kp-wrong"}, control.OutcomeRefused, "password_required"},
		"no JSON":           {nil, nil, "/v1/chat/completions", "{", nil, control.OutcomeRefused, "bad_json"},
		"no key":            {nil, func(c *proxy.Config) { c.Upstreams[0].Key = secret.Secret{} }, "/v1/chat/completions", chatBody, nil, control.OutcomeRefused, "no_key"},
		"unknown path":      {nil, nil, "/v1/files", chatBody, nil, control.OutcomeRefused, "path_not_allowed"},
		"paused":            {nil, func(c *proxy.Config) { c.Paused = true }, "/v1/chat/completions", chatBody, nil, control.OutcomeRefused, "paused"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, c.provider, c.change)
			w.ask(c.path, c.body, c.headers...)
			d := w.one()
			if d.Row.Outcome != c.want || d.Row.Code != c.code {
				t.Errorf("%s %q, want %s %q: %+v", d.Row.Outcome, d.Row.Code, c.want, c.code, d)
			}
			if d.Row.Outcome.Bad() && d.Said == "" {
				t.Error("nothing says why")
			}
			if strings.Contains(d.Curl+d.Report+d.Said, prompt) {
				t.Errorf("the prompt is in %+v", d)
			}
			if d.Row.Took <= 0 || time.Since(d.Row.Start) > time.Minute {
				t.Errorf("took %d ms, began at %s", d.Row.Took, d.Row.Start)
			}
		})
	}
}

func TestAppThatLeaves(t *testing.T) {
	w := newWorld(t, hang, nil)
	resp := w.send("/v1/chat/completions", chatStream)
	firstLine(t, resp)
	resp.Body.Close()
	if d := w.one(); d.Row.Outcome != control.OutcomeCancelledApp || d.Row.Outcome.Bad() {
		t.Errorf("%+v", d.Row)
	}
}

func TestCancelById(t *testing.T) {
	w := newWorld(t, hang, nil)
	resp := w.send("/v1/chat/completions", chatStream)
	firstLine(t, resp)
	var id uint64
	w.until("the running request", func(rows, running []control.ActivityRow) bool {
		if len(running) != 1 || running[0].First == 0 {
			return false
		}
		id = running[0].ID
		return true
	})
	if d := w.detail(id); d.Row.Outcome != control.OutcomeRunning || d.Row.Used != "gpt-4o" || d.Row.App != "VS Code" {
		t.Errorf("running: %+v", d.Row)
	}
	if !w.Cancel(id) {
		t.Error("it does not run")
	}
	rest, _ := io.ReadAll(resp.Body)
	if !strings.Contains(string(rest), "cancelled in Keyport") {
		t.Errorf("the app is told %q", rest)
	}
	if d := w.one(); d.Row.Outcome != control.OutcomeCancelledHere {
		t.Errorf("%+v", d.Row)
	}
}

// A model that refuses a parameter is asked again without it.
func TestRequestThatWasSentTwice(t *testing.T) {
	var calls atomic.Int32
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			plain(400, `{"error":{"message":"Unsupported parameter: 'temperature' is not supported with this model.","param":"temperature","code":"unsupported_parameter"}}`)(rw, r)
			return
		}
		plain(200, good)(rw, r)
	}, func(c *proxy.Config) { c.Rules = nil })
	w.ask("/"+address+"/v1/chat/completions", chatBody)
	d := w.one()
	if d.Row.Retries != 1 || d.Row.Outcome != control.OutcomeOK || d.Row.Way != control.WayAddress {
		t.Errorf("%+v", d.Row)
	}
	if len(d.Changes) == 0 || d.Changes[0] != (control.ActivityChange{What: control.ChangeRefused, Name: "temperature"}) {
		t.Errorf("%+v", d.Changes)
	}
}

func TestWhatKeyportChangedIsTold(t *testing.T) {
	w := newWorld(t, plain(200, strings.Replace(good, "hello", "<think>let me see</think>hello", 1)), nil)
	w.ask("/v1/chat/completions", strings.Replace(chatBody, "gpt-4o", "fast", 1), "Cookie", "a=b", "X-Initiator", "agent")
	d := w.one()
	want := []control.ActivityChange{
		{What: control.ChangeModel, Before: "fast", After: "gpt-4o"},
		{What: control.ChangeForced, Name: "temperature", Before: "1", After: "0.6", Rule: 2, RuleModels: "fast, gpt-*"},
		{What: control.ChangeDefaulted, Name: "top_p", After: "0.95", Rule: 2, RuleModels: "fast, gpt-*"},
		{What: control.ChangeRemoved, Name: "top_k", Before: "4", Rule: 2, RuleModels: "fast, gpt-*"},
		{What: control.ChangeThoughts, Name: "strip", Characters: 10},
	}
	if len(d.Changes) != len(want) {
		t.Fatalf("%+v", d.Changes)
	}
	for i, c := range want {
		if d.Changes[i] != c {
			t.Errorf("%+v, want %+v", d.Changes[i], c)
		}
	}
	if got := strings.Join(d.Dropped, " "); got != "Authorization Cookie X-Initiator" {
		t.Errorf("dropped %q", got)
	}
	if d.Messages != 2 || d.Characters != int64(len("be brief"+prompt)) || d.Row.TokensIn != 11 || d.Row.TokensOut != 7 || d.Row.Estimated {
		t.Errorf("%+v", d)
	}
	if d.Row.BytesIn != int64(len(chatBody)-2) || d.Row.BytesOut < 100 || d.Row.Asked != "fast" || d.Row.Used != "gpt-4o" || d.Row.Account != "openai" {
		t.Errorf("%+v", d.Row)
	}
}

func TestTokensAreCountedWhereNothingIsSaid(t *testing.T) {
	events := []string{event("a", "null"), event("b", "null"), event("c", "null"), event("", `"stop"`), "data: [DONE]\n\n"}
	w := newWorld(t, stream(events...), nil)
	w.ask("/v1/chat/completions", chatStream)
	if d := w.one(); d.Row.TokensOut < 3 || d.Row.TokensOut > 5 || !d.Row.Estimated || !d.Row.Stream || d.Row.First == 0 {
		t.Errorf("%+v", d.Row)
	}
}

// What a provider says of the cost, in every dialect.
func TestTokensThatAreSaid(t *testing.T) {
	usage := `data: {"id":"1","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":9}}` + "\n\n"
	for name, c := range map[string]struct {
		provider http.HandlerFunc
		path     string
		body     string
		in, out  int64
	}{
		"stream":             {stream(event("a", "null"), event("", `"stop"`), usage, "data: [DONE]\n\n"), "/v1/chat/completions", chatStream, 5, 9},
		"Ollama":             {stream(event("a", "null"), event("", `"stop"`), usage, "data: [DONE]\n\n"), "/api/chat", chatBody, 5, 9},
		"embeddings":         {plain(200, `{"object":"list","data":[],"usage":{"prompt_tokens":3,"total_tokens":3}}`), "/v1/embeddings", `{"model":"e","input":"x"}`, 3, 0},
		"Ollama's embedding": {plain(200, `{"object":"list","data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":3,"total_tokens":3}}`), "/api/embed", `{"model":"e","input":"x"}`, 3, 0},
		"responses":          {plain(200, `{"object":"response","usage":{"input_tokens":4,"output_tokens":2}}`), "/v1/responses", `{"model":"r","input":"x"}`, 4, 2},
		"responses, stream": {
			stream("event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":4,\"output_tokens\":2}}}\n\n"),
			"/v1/responses", `{"model":"r","stream":true,"input":"x"}`, 4, 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, c.provider, nil)
			answer := w.ask(c.path, c.body)
			if r := w.one().Row; r.TokensIn != c.in || r.TokensOut != c.out || r.Estimated {
				t.Errorf("%d in, %d out, estimated %t, answered %s", r.TokensIn, r.TokensOut, r.Estimated, answer)
			}
		})
	}
}

// What the record leaves out of a path cannot be asked for again.
func TestRequestWithoutItsPathIsNoCommandLine(t *testing.T) {
	for path, known := range map[string]bool{
		"/" + strings.Repeat("x", 26) + "/api/tags": false, "/v1/" + strings.Repeat("x", 26): false, "/": false, "/v1/later": true,
	} {
		t.Run(path, func(t *testing.T) {
			w := newWorld(t, plain(200, good), nil)
			w.ask(path, chatBody)
			if d := w.one(); known != strings.HasPrefix(d.Curl, "curl '"+w.proxy.URL+path+"' ") || !known && d.Curl != "" {
				t.Errorf("%q of %q", d.Curl, d.Row.Route)
			}
		})
	}
}

func TestPrivateAddressIsInNoRow(t *testing.T) {
	w := newWorld(t, plain(200, good), nil)
	for _, path := range []string{"/" + address + "/v1/nothing", "/v1/" + address + "/v1/models", "/" + address[:25] + "/v1/models", "/" + address + "/api/blobs/x"} {
		w.ask(path, chatBody)
	}
	w.ask("/v1/chat/completions", strings.Replace(chatBody, "gpt-4o", password, 1))
	rows := w.until("five rows", func(rows, _ []control.ActivityRow) bool { return len(rows) == 5 })
	for _, r := range rows {
		if strings.Contains(r.Route, address[:20]) || strings.Contains(r.Asked+r.Used, password) {
			t.Errorf("%+v", r)
		}
		w.detail(r.ID)
	}
}
