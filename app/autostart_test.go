//go:build linux

package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyport/app/autostart"
	"keyport/app/control"
)

// loginFolder is a configuration folder in which nothing is started at login yet.
func loginFolder(t *testing.T) (entry string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("XDG_CONFIG_DIRS", t.TempDir())
	return filepath.Join(dir, "autostart", "app.keyport.Keyport.desktop")
}

func TestStartAtLoginIsOffUntilThePersonSwitchesItOn(t *testing.T) {
	dir := home(t)
	entry := loginFolder(t)
	offline, err := NewOffline(options(dir))
	if err != nil {
		t.Fatal(err)
	}
	wantAutostart(t, offline, control.AutostartOff)
	if err := offline.Close(); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, options(dir))
	wantAutostart(t, r, control.AutostartOff)
	if _, err := os.Lstat(entry); err == nil {
		t.Fatal("the start has switched it on")
	}
	on, err := r.SetAutostart(t.Context(), true)
	if err != nil || on.State != control.AutostartOn || !on.Starts || on.Entry != entry || on.Sentence != "" {
		t.Errorf("%+v, %v", on, err)
	}
	if err := os.Remove(entry); err != nil { // by another program; Keyport reads it back
		t.Fatal(err)
	}
	wantAutostart(t, r, control.AutostartOff)
}

func wantAutostart(t *testing.T, api control.API, want control.AutostartState) control.Autostart {
	t.Helper()
	a, err := api.Autostart(t.Context())
	if err != nil || a.State != want {
		t.Fatalf("%+v, %v, want %s", a, err, want)
	}
	return a
}

// Acceptance: what the system has switched off is shown and not changed, by no start and by no update.
func TestStartAtLoginThatWasSwitchedOffStaysOff(t *testing.T) {
	dir := home(t)
	entry := loginFolder(t)
	text := "[Desktop Entry]\nType=Application\nName=Keyport\nExec=/usr/bin/keyport --login\nHidden=true\n"
	if err := os.MkdirAll(filepath.Dir(entry), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(entry, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"1.0.0", "2.0.0"} {
		opts := options(dir)
		opts.Version = version
		r := begin(t, dir, opts)
		if a := wantAutostart(t, r, control.AutostartOff); a.Starts || !strings.Contains(a.Sentence, "startup settings of your desktop") {
			t.Errorf("%+v", a)
		}
		if _, err := r.ResetSettings(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		r.stop()
		if got, err := os.ReadFile(entry); err != nil || string(got) != text {
			t.Errorf("the entry is\n%s, %v", got, err)
		}
	}
}

func TestEveryStateOfStartAtLoginHasItsSentence(t *testing.T) {
	bad := func(why autostart.Why) *autostart.Error { return &autostart.Error{Why: why, Path: "/some/path"} }
	for want, s := range map[string]autostart.Status{
		"":                                   {State: autostart.On, Program: "/p"},
		"startup settings":                   {State: autostart.Off, ByDesktop: true},
		"Keyport will not change that.":      {State: autostart.Blocked, Program: "/p"},
		"another program is started: /other": {State: autostart.Elsewhere, Program: "/other"},
		"not there any more: /gone":          {State: autostart.Elsewhere, Program: "/gone", Gone: true},
		"not understood: /entry":             {State: autostart.Elsewhere, Where: "/entry", Gone: true},
		"no home folder":                     {State: autostart.Unavailable, Why: bad(autostart.NoFolder)},
		"cannot be written":                  {State: autostart.Unavailable, Why: bad(autostart.ReadOnly)},
		"no file lies":                       {State: autostart.Unavailable, Why: bad(autostart.NotPlain)},
		"Applications folder":                {State: autostart.Unavailable, Why: bad(autostart.Translocated)},
		"another folder":                     {State: autostart.Unavailable, Why: bad(autostart.BadPath)},
		"did not take":                       {State: autostart.Unavailable, Why: os.ErrInvalid},
	} {
		a := sayAutostart(s)
		if want == "" && a.Sentence != "" || !strings.Contains(a.Sentence, want) || string(a.State) != string(s.State) {
			t.Errorf("%+v is told as %+v", s, a)
		}
		if starts := s.State == autostart.On || s.State == autostart.Elsewhere && !s.Gone; a.Starts != starts {
			t.Errorf("%+v: starts %v", s, a.Starts)
		}
	}
}
