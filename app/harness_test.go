package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
	"keyport/proxy/secret"
)

func TestMain(m *testing.M) {
	if mode := os.Getenv("KEYPORT_TEST_WINDOW"); mode != "" {
		os.Exit(fakeWindow(mode))
	}
	if step := os.Getenv(replaceStep); step != "" {
		os.Exit(replaceItself(step))
	}
	ownerTime = time.Minute // a busy computer with thousands of open files
	goleak.VerifyTestMain(m)
}

const goodKey = "sk-good-0123456789abcdefghij-Zx9w"

// provider is an upstream that wants goodKey. A chat sends one event, waits for
// go on when hold is set, and sends the rest.
type provider struct {
	*httptest.Server
	mu     sync.Mutex
	status int           // for every answer when not 0
	hold   chan struct{} // when not nil, a chat waits in the middle until it is closed
	began  chan struct{} // gets one for every chat that has begun
	keys   []string      // Authorization of every request
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{began: make(chan struct{}, 100)}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) set(status int, hold chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status, p.hold = status, hold
}

func (p *provider) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.keys...)
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	p.mu.Lock()
	status, hold := p.status, p.hold
	p.keys = append(p.keys, r.Header.Get("Authorization"))
	p.mu.Unlock()
	if status == 0 && r.Header.Get("Authorization") != "Bearer "+goodKey {
		status = http.StatusUnauthorized
	}
	if status != 0 {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, `{"error":{"message":"no"}}`)
		return
	}
	if strings.HasSuffix(r.URL.Path, "/models") {
		fmt.Fprint(w, `{"data":[{"id":"m1","object":"model"}]}`)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	event := func(text, finish string) {
		fmt.Fprintf(w, "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%q},\"finish_reason\":%s}]}\n\n", text, finish)
		w.(http.Flusher).Flush()
	}
	event("first", "null")
	p.began <- struct{}{}
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	event("last", `"stop"`)
	fmt.Fprint(w, "data: [DONE]\n\n")
}

// logBuffer takes the log of a run; at its end no secret may be in it.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// run is a Keyport that runs until the test ends.
type run struct {
	*Keyport
	t      *testing.T
	dir    string
	log    *logBuffer
	cancel context.CancelFunc
	ended  chan error
	once   sync.Once
}

// home gives a folder with a short path: sockets need one.
func home(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// write saves settings as the file of a run.
func write(t *testing.T, dir string, change func(*settings.Settings)) {
	t.Helper()
	store, _, err := settings.Open(filepath.Join(dir, "settings.toml"))
	if err != nil {
		t.Fatal(err)
	}
	s := store.Current()
	change(&s)
	if _, err := store.Save(s, store.Revision(), nil); err != nil {
		t.Fatal(err)
	}
}

// upstreamAt makes the provider the only upstream.
func upstreamAt(p *provider) func(*settings.Settings) {
	return func(s *settings.Settings) {
		s.Upstreams = []settings.Upstream{settings.NewUpstream("openai", p.URL+"/v1")}
	}
}

// options are for a run in dir on a free port with an empty session keystore.
func options(dir string) Options {
	port := 0
	return Options{
		Settings: filepath.Join(dir, "settings.toml"), ControlDir: filepath.Join(dir, "run"),
		Listen: &port, Keystore: keystore.Memory(), Version: "test",
		WindowProgram: filepath.Join(dir, "no-such-window"),
		starts:        func(context.Context, string) error { return nil }, // else a restart would run these tests once more
	}
}

// launch starts a Keyport without waiting for it.
func launch(t *testing.T, dir string, opts Options) *run {
	t.Helper()
	return launchAfter(t, dir, opts, func(*Keyport) {})
}

// launchAfter does something between New, which reads the settings, and Run.
func launchAfter(t *testing.T, dir string, opts Options, between func(*Keyport)) *run {
	t.Helper()
	r := &run{t: t, dir: dir, log: &logBuffer{}, ended: make(chan error, 1)}
	opts.Log = zerolog.New(r.log).Level(zerolog.DebugLevel) // no redactor: the lines themselves must be clean
	k, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	r.Keyport = k
	between(k)
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	go func() { r.ended <- k.Run(ctx) }()
	t.Cleanup(func() { r.stop() })
	return r
}

// begin starts a Keyport and waits until it is ready.
func begin(t *testing.T, dir string, opts Options) *run {
	t.Helper()
	r := launch(t, dir, opts)
	select {
	case <-r.Ready():
	case err := <-r.ended:
		r.ended <- err
		t.Fatalf("ended: %v", err)
	case <-time.After(20 * time.Second):
		t.Fatal("not ready after 20 s")
	}
	return r
}

// stop ends the run and gives how it ended.
func (r *run) stop() (err error) {
	r.once.Do(func() {
		r.cancel()
		err = <-r.ended
		if closed := r.Close(); closed != nil {
			r.t.Error(closed)
		}
		for _, s := range r.secrets() {
			if strings.Contains(r.log.String(), s) {
				r.t.Errorf("a secret (%d bytes) stands in the log", len(s))
			}
		}
	})
	return err
}

// secrets are all that this run knows.
func (r *run) secrets() []string {
	r.vault.mu.Lock()
	defer r.vault.mu.Unlock()
	var all []string
	for account, it := range r.vault.items {
		if strings.HasSuffix(account, oldSuffix) {
			old := decodeOld(it.text, it.learnt)
			for _, s := range []secret.Secret{old.password.text, old.address.text} {
				if !s.IsZero() {
					all = append(all, s.Reveal())
				}
			}
		}
		if !it.text.IsZero() && !strings.HasSuffix(account, originSuffix) {
			all = append(all, it.text.Reveal())
		}
	}
	for _, s := range r.vault.given {
		if !s.IsZero() {
			all = append(all, s.Reveal())
		}
	}
	return all
}

func (r *run) status() control.Status {
	r.t.Helper()
	s, err := r.Status(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// until waits for a state by the way that the tray uses.
func (r *run) until(what string, ok func(control.Status) bool) control.Status {
	r.t.Helper()
	ctx, done := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer done()
	s, err := r.Status(ctx)
	for err == nil && !ok(s) {
		s, err = r.WaitStatus(ctx, s.Version)
	}
	if err != nil {
		r.t.Fatalf("%s did not come: %v; last %+v", what, err, r.status())
	}
	return s
}

func (r *run) state(want control.State) control.Status {
	r.t.Helper()
	return r.until("state "+string(want), func(s control.Status) bool { return s.State == want })
}

func (r *run) access(client string) control.Access {
	r.t.Helper()
	a, err := r.Access(r.t.Context(), client)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *run) setKey(key string) {
	r.t.Helper()
	if err := r.SetKey(r.t.Context(), "openai", secret.New(key)); err != nil {
		r.t.Fatal(err)
	}
}

// edit changes the settings through the API.
func (r *run) edit(change func(*settings.Settings)) error {
	r.t.Helper()
	v, err := r.Settings(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	change(&v.Settings)
	_, err = r.SaveSettings(r.t.Context(), v)
	return err
}

// chat asks for a stream; the caller reads and closes the body.
func (r *run) chat(a control.Access) *http.Response {
	r.t.Helper()
	return r.post(a, "chat/completions", `{"model":"m1","stream":true,"messages":[{"role":"user","content":"x"}]}`)
}

// post sends a body as an app does.
func (r *run) post(a control.Access, call, body string) *http.Response {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodPost, a.Base+"/v1/"+call, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+a.Password)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp
}

// ask makes a chat and gives status and body.
func (r *run) ask(a control.Access) (int, string) {
	r.t.Helper()
	resp := r.chat(a)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// first reads a stream up to its first event.
func first(t *testing.T, resp *http.Response) *bufio.Reader {
	t.Helper()
	lines := bufio.NewReader(resp.Body)
	line, err := lines.ReadString('\n')
	if err != nil || !strings.Contains(line, "first") {
		t.Fatalf("%q %v", line, err)
	}
	return lines
}

func wantCode(t *testing.T, err error, code string) *control.Error {
	t.Helper()
	var e *control.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Fatalf("got %v, want code %s", err, code)
	}
	if e.Message == "" || !strings.HasSuffix(e.Message, ".") && !strings.Contains(e.Message, "keyport ") {
		t.Errorf("this is no sentence: %q", e.Message)
	}
	return e
}

func problemCodes(s control.Status) string {
	var codes []string
	for _, p := range s.Problems {
		codes = append(codes, p.Code)
	}
	return strings.Join(codes, " ")
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
