package control

import (
	"context"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"keyport/assets"
)

func (f *fake) Updates(context.Context) (Updates, error) {
	return Updates{Host: "updates.invalid"}, f.did("updates")
}

func (f *fake) CheckUpdates(context.Context) (Updates, error) {
	return Updates{Newer: &Release{Version: "1.4.0"}}, f.did("check updates")
}
func (f *fake) SkipUpdate(context.Context) error  { return f.did("skip") }
func (f *fake) OpenRelease(context.Context) error { return f.did("release") }
func (f *fake) Restart(context.Context) error     { return f.did("restart") }

func TestCallsOfUpdatesArrive(t *testing.T) {
	f := &fake{}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)
	if u, err := conn.Updates(t.Context()); err != nil || u.Host != "updates.invalid" {
		t.Errorf("%+v, %v", u, err)
	}
	if u, err := conn.CheckUpdates(t.Context()); err != nil || u.Newer == nil || u.Newer.Version != "1.4.0" {
		t.Errorf("%+v, %v", u, err)
	}
	for _, err := range []error{conn.SkipUpdate(t.Context()), conn.OpenRelease(t.Context()), conn.Restart(t.Context())} {
		if err != nil {
			t.Error(err)
		}
	}
	if want := []any{"updates", "check updates", "skip", "release", "restart"}; !reflect.DeepEqual(f.got, want) {
		t.Errorf("arrived %v", f.got)
	}
}

// version makes this program one of that version for a test.
func version(t *testing.T, v string) {
	t.Helper()
	before := assets.Version
	assets.Version = v
	t.Cleanup(func() { assets.Version = before })
}

// A window of 1.3.0 would hand the settings over without what 1.4.0 has added to them.
func TestAnOlderProgramSavesNoSettings(t *testing.T) {
	version(t, "1.4.0")
	for name, c := range map[string]struct {
		version string
		refused bool
	}{
		"older": {"1.3.9", true}, "the same": {"1.4.0", false}, "newer": {"1.5.0", false}, "unknown": {"dev", false}, "none": {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{}
			s := NewServer(f, zerolog.Nop(), nil)
			defer s.Close()
			for _, route := range []string{routeSave, routeResume} {
				f.got = nil
				r := httptest.NewRequest(http.MethodPost, "http://"+hostName+route, strings.NewReader("{}"))
				r.Header.Set("Content-Type", contentTypeJSON)
				r.Header.Set(versionHeader, c.version)
				w := httptest.NewRecorder()
				s.serve(w, r)
				if refused := strings.Contains(w.Body.String(), CodeReadOnly); refused != (c.refused && route == routeSave) || refused == (len(f.got) > 0) {
					t.Errorf("%s: %d %s, arrived %v", route, w.Code, w.Body, f.got)
				}
			}
		})
	}
}

func TestTheWindowSaysItsVersion(t *testing.T) {
	version(t, "1.4.0")
	dir := seatDir(t)
	s := start(t, &fake{}, dir)
	conn := dial(t, dir)
	ended := make(chan error, 1)
	go func() { ended <- conn.AttachWindow(t.Context(), func(string) {}) }()
	for limit := time.Now().Add(20 * time.Second); s.WindowVersion() != "1.4.0"; {
		if time.Now().After(limit) {
			t.Fatalf("the window is of version %q", s.WindowVersion())
		}
		time.Sleep(time.Millisecond)
	}
	s.Detach()
	<-ended
}

// What a newer Keyport offers has no words here, and so no button.
func TestAnActionOfANewerKeyportHasNoButton(t *testing.T) {
	p := Problem{Code: "from_tomorrow", Action: "from_tomorrow"}
	if words := ActionLabel(p, p.Action); words != "" {
		t.Errorf("it is called %q", words)
	}
	if err := Act(t.Context(), &fake{}, p, p.Action); err != nil || p.Opens(p.Action) != "" || p.Command(p.Action) != "" {
		t.Error("it does something")
	}
}
