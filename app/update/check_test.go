package update

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func TestANewerVersionIsKnownAfterACheck(t *testing.T) {
	s := newSite(t)
	r := release("1.4.0")
	r.Minimum = "1.3.2"
	s.publish(r)
	for version, want := range map[string]Known{
		"1.3.1":     {Newer: true, Urgent: true},
		"1.3.2":     {Newer: true},
		"1.4.0":     {},
		"1.5.0":     {},
		"1.3.0-dev": {}, // made from the source: never too old
		"dev":       {},
	} {
		c := s.checker(version, "")
		if err := c.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := c.Known()
		if got.Newest != r || got.Tried.IsZero() || got.Failed {
			t.Errorf("%s: %+v", version, got)
		}
		if got.Newer != want.Newer || got.Urgent != want.Urgent {
			t.Errorf("%s: newer %v, urgent %v", version, got.Newer, got.Urgent)
		}
	}
}

func TestTheQuestionTellsNothing(t *testing.T) {
	s := newSite(t)
	s.publish(release("1.4.0"))
	if err := s.checker("1.3.0", "").Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked := s.requests()
	if len(asked) != 2 || asked[0].URL.Path != "/keyport.json" || asked[1].URL.Path != "/keyport.json.minisig" {
		t.Fatalf("asked %d times", len(asked))
	}
	for _, r := range asked {
		if len(r.Header) != 1 || r.UserAgent() != "Keyport" || r.URL.RawQuery != "" || r.Method != http.MethodGet || r.ContentLength != 0 {
			t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
	}
}

// What is known before stays known, and nothing else comes to be.
func TestWhatGoesWrongIsNoNews(t *testing.T) {
	s, elsewhere := newSite(t), newSite(t)
	elsewhere.publish(release("9.0.0"))
	_, stranger := keys(t)
	foreign, err := Sign(release("9.0.0"), stranger)
	if err != nil {
		t.Fatal(err)
	}
	to := func(address string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, address+r.URL.Path, http.StatusFound)
		}
	}
	for name, c := range map[string]struct {
		prepare func()
		want    error
	}{
		"unsigned":        {func() { s.put(Notice{[]byte(s.json(release("9.0.0"))), nil}) }, ErrUnreachable}, // there is no such file
		"another key":     {func() { s.put(foreign) }, ErrUntrusted},
		"an older notice": {func() { s.publish(release("1.3.9")) }, ErrUntrusted},
		"a web page": {func() {
			s.serve(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<!doctype html>")) })
		}, ErrUntrusted},
		"5 MiB": {func() {
			s.serve(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 5<<20)) })
		}, ErrUnreachable},
		"not there":          {func() { s.serve(http.NotFound) }, ErrUnreachable},
		"somewhere else":     {func() { s.serve(to(elsewhere.URL)) }, ErrUnreachable},
		"back in clear text": {func() { s.serve(to("http://127.0.0.1:1")) }, ErrUnreachable},
		"cut off": {func() {
			s.serve(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "500")
				_, _ = w.Write([]byte("{"))
				panic(http.ErrAbortHandler)
			})
		}, ErrUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			file := stateFile(t)
			checker := s.checker("1.3.0", file)
			s.publish(release("1.4.0"))
			if err := checker.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.prepare()
			if err := checker.Check(t.Context()); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			for _, known := range []Known{checker.Known(), s.checker("1.3.0", file).Known()} {
				if known.Newest != release("1.4.0") || !known.Failed || !known.Newer {
					t.Errorf("known %+v", known)
				}
			}
		})
	}
	if len(elsewhere.requests()) != 0 {
		t.Error("a redirect was followed")
	}
}

// A site that sends a byte now and then holds nothing up.
func TestASlowSiteIsGivenUp(t *testing.T) {
	s := newSite(t)
	began := make(chan struct{}, 1)
	s.serve(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("{"))
		w.(http.Flusher).Flush()
		began <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	c := s.checker("1.3.0", "")
	go func() { ended <- c.Check(ctx) }()
	<-began
	cancel() // Keyport quits meanwhile
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if k := c.Known(); k.Failed || !k.Tried.IsZero() {
		t.Errorf("a quit counts as a failure: %+v", k)
	}
	defer func(before time.Duration) { fetchTime = before }(fetchTime)
	fetchTime = 300 * time.Millisecond
	if err := c.Check(t.Context()); !errors.Is(err, ErrUnreachable) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsKnownOutlivesARestart(t *testing.T) {
	s := newSite(t)
	s.publish(release("1.4.0"))
	file := stateFile(t)
	c := s.checker("1.3.0", file)
	if err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.Skip("1.4.0"); err != nil {
		t.Fatal(err)
	}
	if k := s.checker("1.3.0", file).Known(); !k.Newer || !k.Skipped || k.Tried.IsZero() {
		t.Errorf("%+v", k)
	}
	if k := s.checker("1.4.0", file).Known(); k.Newer || k.Skipped { // after the update
		t.Errorf("%+v", k)
	}
	s.publish(release("1.4.1"))
	c = s.checker("1.3.0", file)
	if err := c.Check(t.Context()); err != nil || c.Known().Skipped {
		t.Errorf("the version after a skipped one is skipped: %+v, %v", c.Known(), err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("%v %v", info.Mode(), err)
	}
	for name, text := range map[string]string{
		"no JSON":    "{",
		"empty":      "",
		"forged":     strings.Replace(string(text), `"notice":"`, `"notice":"AAAA`, 1),
		"all zeros":  strings.Repeat("\x00", 100),
		"very long":  `{"skip":"` + strings.Repeat("1", 1<<20) + `"}`,
		"other type": `{"tried":5}`,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if k := s.checker("1.3.0", file).Known(); k.Newer || k.Newest != (Release{}) {
			t.Errorf("%s: believed %+v", name, k)
		}
	}
}

// Who has skipped a version that was only newer hears of it again when it turns
// out to end a fault that endangers keys; who has skipped that does not.
func TestASkippedVersionThatBecomesUrgentIsToldAgain(t *testing.T) {
	s, file := newSite(t), stateFile(t)
	s.publish(release("1.4.0"))
	c := s.checker("1.3.0", file)
	check := func() {
		t.Helper()
		if err := c.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	check()
	if err := c.Skip("1.4.0"); err != nil || !c.Known().Skipped {
		t.Fatalf("%v %+v", err, c.Known())
	}
	urgent := release("1.4.0")
	urgent.Minimum = "1.4.0"
	s.publish(urgent)
	if check(); c.Known().Skipped || !c.Known().Urgent {
		t.Errorf("%+v", c.Known())
	}
	if err := c.Skip("1.4.0"); err != nil || !c.Known().Skipped {
		t.Errorf("%v %+v", err, c.Known())
	}
	if k := s.checker("1.3.0", file).Known(); !k.Skipped {
		t.Errorf("after a restart: %+v", k)
	}
}

func TestAFileThatCannotBeWrittenStopsNothing(t *testing.T) {
	s := newSite(t)
	s.publish(release("1.4.0"))
	dir := t.TempDir()
	c := s.checker("1.3.0", dir) // a folder stands in its place
	if err := c.Check(t.Context()); err != nil || !c.Known().Newer {
		t.Errorf("%v %+v", err, c.Known())
	}
	if err := c.Skip("1.4.0"); err == nil || !c.Known().Skipped {
		t.Errorf("%v %+v", err, c.Known())
	}
}
