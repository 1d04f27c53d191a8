package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
	"keyport/proxy/secret"
)

// noSecretIn looks for secrets in every file below dir.
func noSecretIn(t *testing.T, dir string, secrets []string) {
	t.Helper()
	if len(secrets) == 0 {
		t.Fatal("there are no secrets to look for")
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, s := range secrets {
			if strings.Contains(string(text), s) {
				t.Errorf("a secret (%d bytes) stands in %s", len(s), path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeyStaysWithItsOrigin(t *testing.T) {
	p, other := newProvider(t), newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	a := r.access("VS Code")

	if err := r.edit(func(s *settings.Settings) { s.Upstreams[0].URL = other.URL + "/v1" }); err != nil {
		t.Fatal(err)
	}
	s := r.state(control.StateAttention)
	if u := s.Upstreams[0]; u.Key != control.KeyElsewhere || u.KeyOrigin != p.URL || problemCodes(s) != problemElse {
		t.Errorf("%+v", s)
	}
	if status, body := r.ask(a); status != 503 || !strings.Contains(body, "key_elsewhere") {
		t.Errorf("%d %s", status, body)
	}
	result, err := r.CheckKey(t.Context(), control.KeyCheck{Upstream: "openai"})
	if err != nil || result.OK || result.Code != "no_key" {
		t.Errorf("%+v %v", result, err)
	}
	if keys := other.seen(); len(keys) != 0 {
		t.Fatalf("%d requests reached the other address", len(keys))
	}

	if err := r.MoveKey(t.Context(), "openai"); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
	if status, _ := r.ask(a); status != 200 || len(other.seen()) == 0 {
		t.Errorf("%d after the move", status)
	}
	// Back again without asking: the key now belongs to the other one.
	if err := r.edit(func(s *settings.Settings) { s.Upstreams[0].URL = p.URL + "/v1" }); err != nil {
		t.Fatal(err)
	}
	r.until("elsewhere", func(s control.Status) bool { return s.Upstreams[0].Key == control.KeyElsewhere })
	r.setKey(goodKey)
	r.state(control.StateReady)

	if err := r.RemoveKey(t.Context(), "openai"); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateSetup)
	wantCode(t, r.MoveKey(t.Context(), "openai"), control.CodeNotFound)
	wantCode(t, r.RemoveKey(t.Context(), "nothing"), control.CodeNotFound)
}

func TestKeyWithoutOriginIsNotSent(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	if err := opts.Keystore.Set(t.Context(), keyAccount("openai"), goodKey); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, opts)
	s := r.state(control.StateAttention)
	if s.Upstreams[0].Key != control.KeyElsewhere || s.Upstreams[0].KeyOrigin != "" {
		t.Errorf("%+v", s.Upstreams)
	}
	if status, _ := r.ask(r.access("VS Code")); status != 503 {
		t.Errorf("%d", status)
	}
	for _, key := range p.seen() {
		if key != "" {
			t.Error("the key was sent")
		}
	}
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	for name, c := range map[string]struct{ key, code string }{
		"empty":        {"", control.CodeInvalid},
		"blank":        {" \n", control.CodeInvalid},
		"app password": {secret.Generate(secret.PasswordPrefix).Reveal(), control.CodeInvalid},
		"inner space":  {"sk-abc def", control.CodeInvalid},
		"not ASCII":    {"sk-abc–def", control.CodeInvalid},
		"too long":     {strings.Repeat("x", keystore.MaxSecret+1), control.CodeTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			err := r.SetKey(t.Context(), "openai", secret.New(c.key))
			e := wantCode(t, err, c.code)
			if text := strings.TrimSpace(c.key); text != "" && strings.Contains(asJSON(t, e), text) {
				t.Error("the error repeats the key")
			}
		})
	}
	wantCode(t, r.SetKey(t.Context(), "nobody", secret.New(goodKey)), control.CodeNotFound)
	r.setKey("  Bearer " + goodKey + "\r\n")
	if key, _ := r.vault.get(keyAccount("openai")); key.Reveal() != goodKey {
		t.Error("the key was not trimmed")
	}
}

func TestCheckKey(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	check := func(c control.KeyCheck) control.KeyResult {
		t.Helper()
		result, err := r.CheckKey(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	if got := check(control.KeyCheck{Upstream: "openai"}); got.Code != "no_key" {
		t.Errorf("%+v", got)
	}
	if got := check(control.KeyCheck{Upstream: "openai", Key: goodKey}); !got.OK || got.Sentence != "Key works. 1 model." {
		t.Errorf("%+v", got)
	}
	if got := check(control.KeyCheck{Upstream: "new", Key: goodKey, URL: p.URL + "/v1"}); !got.OK {
		t.Errorf("%+v", got)
	}
	r.setKey("sk-wrong-0123456789abcdefghij-wxyz")
	if got := check(control.KeyCheck{Upstream: "openai"}); got.OK || got.Code != "rejected" {
		t.Errorf("%+v", got)
	}
	r.state(control.StateBlocked)
	r.setKey(goodKey)
	if got := check(control.KeyCheck{}); !got.OK {
		t.Errorf("%+v", got)
	}
	r.state(control.StateReady)
	_, err := r.CheckKey(t.Context(), control.KeyCheck{Upstream: "nobody"})
	wantCode(t, err, control.CodeNotFound)
}

func TestRenamedUpstreamKeepsItsKeyAndARemovedOneUntilRemoveKey(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	r := begin(t, dir, opts)
	r.setKey(goodKey)
	if err := r.edit(func(s *settings.Settings) { s.Upstreams[0].Name = "mine" }); err != nil {
		t.Fatal(err)
	}
	if s := r.state(control.StateReady); s.Upstreams[0].Key != control.KeyPresent {
		t.Errorf("%+v", s.Upstreams)
	}
	if _, err := opts.Keystore.Get(t.Context(), "openai"); keystore.KindOf(err) != keystore.NotFound {
		t.Error("the old item is still there")
	}
	if err := r.edit(func(s *settings.Settings) { s.Upstreams = nil }); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateSetup)
	if err := r.edit(func(s *settings.Settings) {
		s.Upstreams = []settings.Upstream{settings.NewUpstream("mine", p.URL+"/v1")}
	}); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
	if err := r.edit(func(s *settings.Settings) { s.Upstreams = nil }); err != nil {
		t.Fatal(err)
	}
	if err := r.RemoveKey(t.Context(), "mine"); err != nil {
		t.Fatal(err)
	}
	if _, err := opts.Keystore.Get(t.Context(), "mine"); keystore.KindOf(err) != keystore.NotFound {
		t.Error("the key is still there")
	}
}
