package app

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

// damage breaks the settings file of a person who has an upstream and a port,
// and gives the port. The backup is from before the last change.
func damage(t *testing.T, dir string, p *provider) (port int) {
	t.Helper()
	port = freePort(t)
	write(t, dir, func(s *settings.Settings) {
		upstreamAt(p)(s)
		s.Listen.Port, s.Listen.Prefix = port, "/mine"
	})
	write(t, dir, func(s *settings.Settings) { s.Limits.PerMinute = 7 })
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte("version = 1\n[listen\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return port
}

func TestDamagedSettingsStartNothing(t *testing.T) {
	p := newProvider(t)

	t.Run("serve ends with a sentence", func(t *testing.T) {
		dir := home(t)
		damage(t, dir, p)
		opts := options(dir)
		opts.NeedPort = true
		r := launch(t, dir, opts)
		err := <-r.ended
		r.ended <- nil
		e := wantCode(t, err, control.CodeDamaged)
		if !strings.HasPrefix(e.Message, "The settings file was damaged. A copy is kept as settings.broken-") || !strings.Contains(e.Message, "; nothing was started.") {
			t.Error(e.Message)
		}
	})

	t.Run("the tray program waits for a decision", func(t *testing.T) {
		dir := home(t)
		damage(t, dir, p)
		opts := options(dir)
		opts.Listen = nil
		r := begin(t, dir, opts)
		s := r.state(control.StateBlocked)
		if problemCodes(s) != problemBroken || s.Address != "" || len(s.Listening) != 0 || !s.Problems[0].Restore {
			t.Errorf("%+v", s)
		}
		if err := r.Resume(t.Context()); err != nil { // looks at the port again
			t.Fatal(err)
		}
		if s := r.state(control.StateBlocked); len(s.Listening) != 0 {
			t.Errorf("%+v", s)
		}
		if _, err := os.Stat(filepath.Join(dir, "settings.toml")); !os.IsNotExist(err) {
			t.Errorf("a file was written in its place: %v", err)
		}
	})
}

func TestRestoredSettingsGoOnWhereTheyStood(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	port := damage(t, dir, p)
	opts := options(dir)
	opts.Listen = nil
	r := begin(t, dir, opts)
	r.state(control.StateBlocked)
	v, err := r.RestoreSettings(t.Context())
	if err != nil || v.Settings.Listen.Port != port {
		t.Fatalf("%+v %v", v.Settings.Listen, err)
	}
	s := r.until("the port", func(s control.Status) bool { return s.Address != "" })
	if s.Address != "http://127.0.0.1:"+strconv.Itoa(port)+"/mine" || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
	r.setKey(goodKey)
	if status, _ := r.ask(r.access("VS Code")); status != 200 {
		t.Errorf("%d", status)
	}
}

func TestRestoringTwiceComesBack(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	for _, prefix := range []string{"/one", "/two"} {
		if err := r.edit(func(s *settings.Settings) { s.Listen.Prefix = prefix }); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"/one", "/two"} {
		v, err := r.RestoreSettings(t.Context())
		if err != nil || v.Settings.Listen.Prefix != want || !strings.HasSuffix(r.status().Address, want) {
			t.Errorf("%s %v, want %s", v.Settings.Listen.Prefix, err, want)
		}
	}
}

func TestFreshSettingsAreUsedOnceThePersonSaysSo(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	damage(t, dir, p)
	opts := options(dir)
	opts.Listen = nil
	r := begin(t, dir, opts)
	r.state(control.StateBlocked)
	v, err := r.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.SaveSettings(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	s := r.until("a port", func(s control.Status) bool { return s.Address != "" })
	if s.State != control.StateSetup || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
	for end := time.Now().Add(20 * time.Second); v.Settings.Listen.Port == 0; time.Sleep(5 * time.Millisecond) {
		if v, err = r.Settings(t.Context()); err != nil || time.Now().After(end) {
			t.Fatalf("the port that was found is not kept: %v", err)
		}
	}
}

func TestWithoutABackupThereIsNothingToRestore(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	_, err := r.RestoreSettings(t.Context())
	wantCode(t, err, control.CodeNotFound)
}

func TestOfflineRestore(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	port := damage(t, dir, p)
	o, err := NewOffline(options(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if v, err := o.RestoreSettings(t.Context()); err != nil || v.Settings.Listen.Port != port {
		t.Errorf("%+v %v", v.Settings.Listen, err)
	}
}

func TestLostSettingsCanBeRestored(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	damage(t, dir, p)
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), nil, 0o600); err != nil { // what a power cut leaves
		t.Fatal(err)
	}
	r := begin(t, dir, options(dir))
	if s := r.state(control.StateSetup); problemCodes(s) != problemFresh || !s.Problems[0].Restore {
		t.Errorf("%+v", s.Problems)
	}
	if v, err := r.RestoreSettings(t.Context()); err != nil || v.Settings.Listen.Prefix != "/mine" || len(r.status().Problems) != 0 {
		t.Errorf("%v %+v", err, r.status().Problems)
	}
}
