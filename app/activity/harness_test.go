package activity_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"keyport/app/activity"
	"keyport/app/control"
	"keyport/proxy"
	"keyport/proxy/params"
	"keyport/proxy/secret"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What the tests use as secrets; none may ever come out.
const (
	key      = "sk-CANARY-0123456789abcdef"
	password = "kp-testpasswordtestpassword12"
	address  = "secretaddresssecretaddress"
)

// world is a proxy with one provider behind it and a Log that watches it.
type world struct {
	*activity.Log
	t     *testing.T
	proxy *httptest.Server
}

func newWorld(t *testing.T, provider http.HandlerFunc, change func(*proxy.Config)) *world {
	t.Helper()
	p := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet { // the list of models
			plain(200, `{"data":[{"id":"gpt-4o"}]}`)(rw, r)
			return
		}
		provider(rw, r)
	}))
	t.Cleanup(p.Close)
	w := &world{Log: activity.New(), t: t}
	w.Mask(secret.New(key), secret.New(password), secret.New(address))
	cfg := proxy.Config{
		Clients: []proxy.Client{{Name: "VS Code", Password: secret.New(password), Address: secret.New(address)}},
		Upstreams: []upstream.Config{{
			Name: "openai", Kind: upstream.KindOpenAI, URL: p.URL + "/v1", Models: []string{"*"},
			Key: secret.New(key), KeyOrigin: upstream.Origin(p.URL),
		}},
		Think:   think.Options{Mode: think.Strip, Tags: think.DefaultTags},
		Aliases: map[string]string{"fast": "gpt-4o"},
		Rules: []proxy.Rule{
			{Models: []string{"other"}, Params: params.Rule{Force: []params.Param{{Name: "seed", Value: json.RawMessage("1")}}}},
			{Models: []string{"fast", "gpt-*"}, Params: params.Rule{
				Force:   []params.Param{{Name: "temperature", Value: json.RawMessage("0.6")}},
				Default: []params.Param{{Name: "top_p", Value: json.RawMessage("0.95")}},
				Remove:  []string{"top_k"},
			}},
		},
		Observe: w.Add, Progress: w.Touch, Capture: w.Tap,
	}
	if change != nil {
		change(&cfg)
	}
	h, err := proxy.New(cfg, zerolog.New(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	w.From(h)
	w.proxy = httptest.NewServer(h)
	t.Cleanup(func() { w.proxy.Close(); h.Close() })
	return w
}

// send makes a request with a password; the caller reads the answer.
func (w *world) send(path, body string, headers ...string) *http.Response {
	w.t.Helper()
	ctx, done := context.WithTimeout(context.Background(), 30*time.Second)
	w.t.Cleanup(done)
	req, err := http.NewRequestWithContext(ctx, "POST", w.proxy.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+password)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}).Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// ask makes a request and reads the answer, broken off or not.
func (w *world) ask(path, body string, headers ...string) string {
	w.t.Helper()
	answer, _ := io.ReadAll(w.send(path, body, headers...).Body)
	return string(answer)
}

// until reads pages until ok accepts what is known by then.
func (w *world) until(what string, ok func(rows, running []control.ActivityRow) bool) []control.ActivityRow {
	w.t.Helper()
	ctx, done := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer done()
	var since control.ActivityCursor
	var rows []control.ActivityRow
	for {
		page := w.Page(ctx, since)
		if page.Reset {
			rows = nil
		}
		since = page.Cursor
		rows = append(rows, page.Rows...)
		if ok(rows, page.Running) {
			return rows
		}
		if ctx.Err() != nil {
			w.t.Fatalf("%s did not come: %+v, running %+v", what, rows, page.Running)
		}
	}
}

// one waits for the only row there is.
func (w *world) one() control.ActivityDetail {
	w.t.Helper()
	rows := w.until("a row", func(rows, running []control.ActivityRow) bool { return len(rows) == 1 && len(running) == 0 })
	return w.detail(rows[0].ID)
}

func (w *world) detail(id uint64) control.ActivityDetail {
	w.t.Helper()
	d, ok := w.Detail(id, w.proxy.URL)
	if !ok {
		w.t.Fatalf("request %d is not known", id)
	}
	text, err := json.Marshal(d)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range []string{key, password, address} {
		if strings.Contains(string(text), s) {
			w.t.Errorf("a secret is in %s", text)
		}
	}
	return d
}

const (
	prompt   = "the quick brown prompt"
	chatBody = `{"model":"gpt-4o","temperature":1,"top_k":4,"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"` + prompt + `"}]}`
)

var chatStream = strings.Replace(chatBody, "{", `{"stream":true,`, 1)

func event(text, finish string) string {
	return fmt.Sprintf("data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%q},\"finish_reason\":%s}]}\n\n", text, finish)
}

// stream answers with events, each flushed.
func stream(events ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		for _, e := range events {
			_, _ = io.WriteString(w, e)
			w.(http.Flusher).Flush()
		}
	}
}

func plain(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// firstLine reads a stream up to its first line.
func firstLine(t *testing.T, resp *http.Response) {
	t.Helper()
	if _, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
}
