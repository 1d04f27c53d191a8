package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aead.dev/minisign"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/app/update"
)

// newsSite answers in the place of the site of the update notice.
type newsSite struct {
	source update.Source
	key    minisign.PrivateKey

	mu     sync.Mutex
	notice update.Notice
	hang   bool // until the question is taken back
	asked  int
}

func newNewsSite(t *testing.T) *newsSite {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &newsSite{key: private}
	if s.source, err = update.NewSource("https://updates.invalid/keyport.json", public.String()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *newsSite) publish(t *testing.T, version, minimum string) {
	t.Helper()
	n, err := update.Sign(update.Release{Version: version, Date: "2026-01-31", Notes: "https://updates.invalid/" + version, Minimum: minimum}, s.key)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notice = n
}

func (s *newsSite) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.asked++
	n, hang := s.notice, s.hang
	s.mu.Unlock()
	text := n.Text
	if strings.HasSuffix(r.URL.Path, ".minisig") {
		text = n.Signature
	}
	switch {
	case hang:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case text == nil:
		return nil, errors.New("dial tcp: no such host")
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(text)), Request: r}, nil
}

// built are the options of a copy of that version that hears of newer ones there.
func (s *newsSite) built(dir, version string) Options {
	opts := options(dir)
	opts.Version, opts.Updates, opts.updateWay = version, s.source, s
	opts.UpdateFile, opts.updateFirst = filepath.Join(dir, "state", "updates.json"), time.Millisecond
	return opts
}

func notify(on bool) func(*settings.Settings) {
	return func(s *settings.Settings) { s.Updates.Notify = on }
}

func TestANewerVersionIsToldToWhoWantsToHearOfIt(t *testing.T) {
	site, dir := newNewsSite(t), home(t)
	site.publish(t, "1.4.0", "")
	write(t, dir, notify(true))
	r := begin(t, dir, site.built(dir, "1.3.0"))
	p := r.problem(problemUpdate)
	if p.Blocking || !p.News || p.Action != control.ActionRelease || p.Link != "https://updates.invalid/1.4.0" || p.Short != "Version 1.4.0 is available" {
		t.Errorf("%+v", p)
	}
	s := r.status()
	if s.State == control.StateAttention || s.Updates == nil || s.Updates.Newer == nil || s.Updates.Newer.Version != "1.4.0" || s.Updates.Host != "updates.invalid" {
		t.Errorf("%+v", s)
	}
	if label := control.ActionLabel(p, p.Second); label != "Skip this version" {
		t.Errorf("the second button says %q", label)
	}
	if err := r.act(p, control.ActionDismiss); err != nil {
		t.Fatal(err)
	}
	r.ends(problemUpdate)
	_ = r.stop()

	r = begin(t, dir, site.built(dir, "1.3.0"))
	if s := r.status(); slices.ContainsFunc(s.Problems, func(p control.Problem) bool { return p.Code == problemUpdate }) || s.Updates.Newer == nil || !s.Updates.Skipped {
		t.Errorf("the skipped version after a restart: %+v", s)
	}
	site.publish(t, "1.4.1", "1.3.5")
	if _, err := r.CheckUpdates(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := r.problem(problemUpdate); !strings.Contains(p.Means, "endangers your keys") {
		t.Errorf("%+v", p)
	}
	if err := r.edit(notify(false)); err != nil {
		t.Fatal(err)
	}
	r.ends(problemUpdate)
}

func TestWhoDoesNotWantToHearOfItIsToldOnAskingOnly(t *testing.T) {
	site, dir := newNewsSite(t), home(t)
	site.publish(t, "1.4.0", "")
	r := begin(t, dir, site.built(dir, "1.3.0"))
	if site.asked != 0 {
		t.Error("the site was asked")
	}
	u, err := r.CheckUpdates(t.Context())
	if err != nil || u.Newer == nil || u.Notify || u.Tried == nil {
		t.Errorf("%+v, %v", u, err)
	}
	if s := r.status(); len(problemCodes(s)) > 0 && strings.Contains(problemCodes(s), problemUpdate) {
		t.Error("it is told all the same")
	}
	if err := r.edit(notify(true)); err != nil {
		t.Fatal(err)
	}
	r.problem(problemUpdate)
}

// The site is down, or takes the question and never answers: nobody sees any of
// it, and neither start nor end waits.
func TestASiteThatIsDownHasNoVisibleEffect(t *testing.T) {
	for _, hang := range []bool{false, true} {
		site, dir := newNewsSite(t), home(t)
		site.hang = hang
		write(t, dir, notify(true))
		quiet := begin(t, dir, options(dir))
		before := quiet.status()
		_ = quiet.stop()

		r := begin(t, dir, site.built(dir, "1.3.0"))
		for limit := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
			site.mu.Lock()
			asked := site.asked
			site.mu.Unlock()
			if asked > 0 && (hang || strings.Contains(r.log.String(), `"from":"updates"`)) {
				break
			}
			if time.Now().After(limit) {
				t.Fatalf("asked %d times; %s", asked, r.log)
			}
		}
		after := r.status()
		if after.State != before.State || after.Sentence != before.Sentence || problemCodes(after) != problemCodes(before) {
			t.Errorf("before %+v, after %+v", before, after)
		}
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if n := strings.Count(r.log.String(), `"from":"updates"`); n > 1 || n == 0 && !hang || hang && n != 0 {
			t.Errorf("hang %v: %d lines in the log: %s", hang, n, r.log)
		}
	}
}

func TestACopyWithoutUpdateNoticesHasNone(t *testing.T) {
	dir := home(t)
	write(t, dir, notify(true)) // the settings of another copy
	r := begin(t, dir, options(dir))
	if r.status().Updates != nil {
		t.Error("the state says something of updates")
	}
	_, err := r.Updates(t.Context())
	wantCode(t, err, control.CodeNoUpdates)
	_, err = r.CheckUpdates(t.Context())
	wantCode(t, err, control.CodeNoUpdates)
	wantCode(t, r.SkipUpdate(t.Context()), control.CodeNoUpdates)
	wantCode(t, r.OpenRelease(t.Context()), control.CodeNoUpdates)
}

func TestACheckByHandSaysWhatWentWrong(t *testing.T) {
	site, dir := newNewsSite(t), home(t)
	r := begin(t, dir, site.built(dir, "1.3.0"))
	_, err := r.CheckUpdates(t.Context())
	wantCode(t, err, control.CodeUnreachable)
	wantCode(t, r.SkipUpdate(t.Context()), control.CodeNotFound)
	site.publish(t, "1.4.0", "")
	site.notice.Text = []byte("<!doctype html>")
	_, err = r.CheckUpdates(t.Context())
	wantCode(t, err, control.CodeUntrusted)
}

func TestSettingsOfANewerKeyportLeadToItsPage(t *testing.T) {
	site, dir := newNewsSite(t), home(t)
	site.publish(t, "1.4.0", "")
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte("version = 99\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, site.built(dir, "1.3.0"))
	if p := r.problem(problemNewer); p.Link != "" || p.Opens(p.Action) != control.PageAbout {
		t.Errorf("%+v", p)
	}
	if _, err := r.CheckUpdates(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := r.problem(problemNewer); p.Link != "https://updates.invalid/1.4.0" || p.Opens(p.Action) != "" {
		t.Errorf("%+v", p)
	}
}

func TestTheSiteIsReachedTheWayThatTheAccountsAre(t *testing.T) {
	local := settings.NewUpstream("local", "http://127.0.0.1:11434/v1")
	local.Proxy = "none"
	far := settings.NewUpstream("openai", "https://api.openai.com/v1")
	far.Proxy = "http://proxy.example:3128"
	for name, c := range map[string]struct {
		accounts []settings.Upstream
		want     string
	}{
		"none yet":              {nil, "system"},
		"only of this computer": {[]settings.Upstream{local}, "system"},
		"by a proxy":            {[]settings.Upstream{local, far}, "http://proxy.example:3128"},
	} {
		if got := outward(settings.Settings{Upstreams: c.accounts}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A command acts on what is on the disk when no Keyport runs.
func TestUpdatesAreAskedForOffline(t *testing.T) {
	site, dir := newNewsSite(t), home(t)
	site.publish(t, "1.4.0", "")
	o, err := NewOffline(site.built(dir, "1.3.0"))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if u, err := o.CheckUpdates(context.Background()); err != nil || u.Newer == nil {
		t.Errorf("%+v, %v", u, err)
	}
	if err := o.SkipUpdate(t.Context()); err != nil {
		t.Error(err)
	}
	wantCode(t, o.Restart(t.Context()), control.CodeNotRunning)
}
