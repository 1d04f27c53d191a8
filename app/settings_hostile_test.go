package app

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
)

// listener is a provider that keeps the headers of every request.
type listener struct {
	*provider
	mu      sync.Mutex
	headers []http.Header
}

func newListener(t *testing.T) *listener {
	t.Helper()
	l := &listener{provider: newProvider(t)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.headers = append(l.headers, r.Header.Clone())
		l.mu.Unlock()
		l.provider.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	l.provider.URL = server.URL
	return l
}

// heard gives the names of all headers that the provider saw, with their values.
func (l *listener) heard() (requests int, names map[string]string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	names = map[string]string{}
	for _, h := range l.headers {
		for name, values := range h {
			names[strings.ToLower(name)] = strings.Join(values, "|")
		}
	}
	return len(l.headers), names
}

// injected are headers that would end their line and begin another, replace the
// key, or change where the request ends.
var injected = map[string]string{
	"X-A": "b\r\nX-Evil: 1", "X-B": "b\nX-Evil: 1", "X-C": "b\x00", "X-D\r\nX-Evil": "1", "X-E: 1\r\nX-Evil": "1", "X F": "1", "": "1",
	"Host": "evil.example", "content-length": "0", "Transfer-Encoding": "chunked", "Connection": "Authorization", "AUTHORIZATION": "Bearer evil", "Cookie": "a=b", "Expect": "100-continue", "X-Api-Key": "evil", "Upgrade": "websocket",
}

func TestAHeaderOfTheSettingsCannotBeginAnother(t *testing.T) {
	p := newListener(t)
	dir := home(t)
	write(t, dir, func(s *settings.Settings) {
		upstreamAt(p.provider)(s)
		s.Upstreams[0].Headers = map[string]string{"X-Good": "yes"}
	})
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	before, err := os.ReadFile(filepath.Join(dir, "settings.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range injected {
		e := wantCode(t, r.edit(func(s *settings.Settings) { s.Upstreams[0].Headers[name] = value }), control.CodeInvalid)
		if len(e.Fields) != 1 || !strings.HasPrefix(e.Fields[0].Field, "upstream[0].headers.") {
			t.Errorf("%q: %+v", name, e.Fields)
		}
	}
	if after, _ := os.ReadFile(filepath.Join(dir, "settings.toml")); string(after) != string(before) {
		t.Error("the file has changed")
	}
	// What ran before goes on.
	if status, body := r.ask(r.access("VS Code")); status != 200 {
		t.Errorf("%d %s", status, body)
	}
	n, names := p.heard()
	if _, evil := names["x-evil"]; n == 0 || evil || names["x-good"] != "yes" || names["authorization"] != "Bearer "+goodKey || names["cookie"] != "" {
		t.Errorf("%d requests with %v", n, names)
	}
}

// A file that was written by hand is judged when it is loaded: its upstream
// does not run, and the key goes nowhere.
func TestAHeaderInAFileWrittenByHandCannotBeginAnother(t *testing.T) {
	const file = "version = 1\n[[upstream]]\nname = \"openai\"\nurl = \"URL/v1\"\nheaders = { \"X-A\" = \"b\\r\\nX-Evil: 1\" }\n"
	p := newListener(t)
	dir := home(t)
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte(strings.Replace(file, "URL", p.provider.URL, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	opts := options(dir)
	for account, text := range map[string]string{keyAccount("openai"): goodKey, originAccount("openai"): p.provider.URL} {
		if err := opts.Keystore.Set(t.Context(), account, text); err != nil {
			t.Fatal(err)
		}
	}
	r := begin(t, dir, opts)
	s := r.until("the mistake", func(s control.Status) bool { return strings.Contains(problemCodes(s), problemSettings) })
	if !strings.Contains(asJSON(t, s.Problems), "upstream[0].headers.X-A") {
		t.Errorf("the field is not named: %+v", s.Problems)
	}
	if len(s.Upstreams) != 0 {
		t.Errorf("it runs: %+v", s.Upstreams)
	}
	if _, err := r.AddClient(t.Context(), "Zed"); err == nil {
		t.Error("a file with mistakes was written over")
	}
	if n, _ := p.heard(); n != 0 {
		t.Errorf("%d requests reached the provider", n)
	}
}

// Where the key may go is the person's word alone: an upstream's new host, port
// or scheme is saved, and gets nothing until the person has said so.
func TestANewOriginGetsNothingUntilThePersonSaysSo(t *testing.T) {
	p, other := newListener(t), newListener(t)
	dir := home(t)
	write(t, dir, upstreamAt(p.provider))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	a := r.access("VS Code")
	port := other.provider.URL[strings.LastIndex(other.provider.URL, ":"):]
	for _, url := range []string{"http://127.0.0.1" + port, "http://localhost" + port + "/v1", "http://[::1]" + port, strings.Replace(p.provider.URL, "127.0.0.1", "localhost", 1), strings.Replace(p.provider.URL, "http:", "https:", 1)} {
		if err := r.edit(func(s *settings.Settings) { s.Upstreams[0].URL = url }); err != nil {
			t.Fatal(err)
		}
		r.until("elsewhere", func(s control.Status) bool { return s.Upstreams[0].Key == control.KeyElsewhere })
		if status, body := r.ask(a); status != 503 || !strings.Contains(body, "key_elsewhere") {
			t.Errorf("%s: %d %s", url, status, body)
		}
	}
	for _, url := range []string{"http://example.com/v1", "https://169.254.169.254/", "https://user:pass@api.openai.com/v1", "https://api.openai.com/v1?x=1", "https://api.openai.com/v1#x"} {
		e := wantCode(t, r.edit(func(s *settings.Settings) { s.Upstreams[0].URL = url }), control.CodeInvalid)
		if len(e.Fields) != 1 || e.Fields[0].Field != "upstream[0].url" {
			t.Errorf("%s: %+v", url, e.Fields)
		}
	}
	if n, _ := other.heard(); n != 0 {
		t.Errorf("%d requests reached the other address", n)
	}
	if err := r.edit(func(s *settings.Settings) { s.Upstreams[0].URL = p.provider.URL + "/another/path" }); err != nil {
		t.Fatal(err)
	}
	r.until("the key fits again", func(s control.Status) bool { return s.Upstreams[0].Key == control.KeyPresent })
	if status, _ := r.ask(a); status != 200 {
		t.Errorf("%d for the origin that the key was saved for", status)
	}
}
