package update

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"aead.dev/minisign"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// keys makes a pair of keys.
func keys(t testing.TB) (minisign.PublicKey, minisign.PrivateKey) {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return public, private
}

func release(version string) Release {
	return Release{Version: version, Date: "2026-01-31", Notes: "https://example.org/keyport/" + version}
}

// site is a site with a notice on it, over TLS with a certificate of its own.
type site struct {
	*httptest.Server
	t      *testing.T
	source Source
	key    minisign.PrivateKey
	log    lines

	mu     sync.Mutex
	answer http.HandlerFunc // instead of files; nil serves them
	files  map[string][]byte
	asked  []*http.Request
}

func newSite(t *testing.T) *site {
	t.Helper()
	public, private := keys(t)
	s := &site{t: t, key: private, files: map[string][]byte{}}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	var err error
	if s.source, err = NewSource(s.URL+"/keyport.json", public.String()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	answer, text := s.answer, s.files[r.URL.Path]
	s.mu.Unlock()
	switch {
	case answer != nil:
		answer(w, r)
	case text != nil:
		_, _ = w.Write(text)
	default:
		http.NotFound(w, r)
	}
}

// requests are those that came so far.
func (s *site) requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*http.Request(nil), s.asked...)
}

// put lays a notice there.
func (s *site) put(n Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer, s.files["/keyport.json"], s.files["/keyport.json.minisig"] = nil, n.Text, n.Signature
}

// publish lays the signed notice of a release there.
func (s *site) publish(r Release) {
	s.t.Helper()
	n, err := Sign(r, s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	s.put(n)
}

// serve answers everything in one way.
func (s *site) serve(h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = h
}

// signed signs any text as the notice of a version.
func (s *site) signed(text, comment string) Notice {
	r := minisign.NewReader(strings.NewReader(text))
	_, _ = new(bytes.Buffer).ReadFrom(r)
	return Notice{[]byte(text), r.SignWithComments(s.key, comment, "x")}
}

// checker is a copy of Keyport of that version.
func (s *site) checker(version, file string) *Checker {
	pool := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return New(Options{
		Source: s.source, Version: version, File: file, Log: zerolog.New(&s.log), First: time.Millisecond,
		Way: func() (http.RoundTripper, func()) {
			way := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableCompression: true}
			return way, way.CloseIdleConnections
		},
	})
}

func stateFile(t *testing.T) string {
	return filepath.Join(t.TempDir(), "state", "keyport", "updates.json")
}

// lines is a log.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, string(line))
	return len(line), nil
}

func (l *lines) said() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.all...)
}

func (s *site) json(r Release) string {
	text, err := json.Marshal(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}
