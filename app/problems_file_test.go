package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

// unwritable is a run whose settings cannot be written until back is called.
func unwritable(t *testing.T, pause time.Duration) (r *run, back func()) {
	t.Helper()
	dir := home(t)
	folder := filepath.Join(dir, "settings")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	opts := options(dir)
	opts.Settings = filepath.Join(folder, "settings.toml")
	opts.savePause = pause
	write(t, folder, func(s *settings.Settings) { s.Limits.PerMinute = 7 })
	r = begin(t, dir, opts)
	back = away(t, folder)
	wantCode(t, r.edit(func(s *settings.Settings) { s.Listen.Prefix = "/x" }), control.CodeReadOnly)
	return r, back
}

func TestSettingsThatCannotBeSavedAreTriedAgainByThemselves(t *testing.T) {
	r, back := unwritable(t, 5*time.Millisecond)
	r.problem(problemUnsaved)
	back()
	r.ends(problemUnsaved)
}

func TestSettingsThatCannotBeSavedAreTriedAgainAtAClick(t *testing.T) {
	r, back := unwritable(t, time.Hour)
	p := r.problem(problemUnsaved)
	wantCode(t, r.act(p, control.ActionTryAgain), control.CodeReadOnly)
	back()
	if err := r.act(p, control.ActionTryAgain); err != nil {
		t.Fatal(err)
	}
	r.ends(problemUnsaved)
	entries, err := os.ReadDir(filepath.Dir(r.status().Settings))
	for _, e := range entries {
		if strings.Contains(e.Name(), ".tmp-") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
	if err != nil {
		t.Error(err)
	}
}

func TestFullDiskIsToldAsThat(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	for text, cause := range map[string]error{"the disk is full": syscall.ENOSPC, "may not write": os.ErrPermission, "cannot be written to": errors.New("else")} {
		r.wrote(&settings.Error{Code: "not_written", Message: "x", Err: fmt.Errorf("write: %w", cause)})
		if p := r.problem(problemUnsaved); !strings.Contains(p.Sentence, text) {
			t.Errorf("%q, want %q", p.Sentence, text)
		}
	}
	r.wrote(nil)
	r.ends(problemUnsaved)
}

func TestDamagedSettingsOfferBothWays(t *testing.T) {
	for name, c := range map[string]struct {
		action control.Action
		port   bool
	}{"restore": {control.ActionRestore, true}, "fresh": {control.ActionFresh, false}} {
		t.Run(name, func(t *testing.T) {
			dir := home(t)
			port := damage(t, dir, newProvider(t))
			opts := options(dir)
			opts.Listen = nil
			r := begin(t, dir, opts)
			p := r.problem(problemBroken)
			if p.Action != control.ActionRestore || p.Second != control.ActionFresh || !p.Blocking {
				t.Errorf("%+v", p)
			}
			if err := r.act(p, c.action); err != nil {
				t.Fatal(err)
			}
			s := r.until("a port", func(s control.Status) bool { return s.Address != "" })
			if strings.Contains(s.Address, fmt.Sprint(port)) != c.port || len(s.Problems) != 0 {
				t.Errorf("%+v", s)
			}
			_, err := r.StartFresh(t.Context())
			wantCode(t, err, control.CodeInvalid) // good settings are not thrown away on a word
		})
	}
}

func TestSettingsWithAMistakeKeepWhatIsRight(t *testing.T) {
	dir := home(t)
	path := filepath.Join(dir, "settings.toml")
	if err := os.WriteFile(path, []byte("version = 1\n[listen]\nprefix = \"/mine\"\n[limits]\nin_flight = 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, options(dir))
	p := r.problem(problemSettings)
	if p.Action != control.ActionKeepRight || !strings.Contains(p.Sentence, "limits.in_flight") {
		t.Errorf("%+v", p)
	}
	if err := r.act(p, control.ActionKeepRight); err != nil {
		t.Fatal(err)
	}
	s := r.ends(problemSettings)
	if !strings.HasSuffix(s.Address, "/mine") {
		t.Errorf("%+v", s)
	}
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "in_flight = 0") {
		t.Errorf("the mistake is still there: %s %v", text, err)
	}
}

func TestSettingsOfANewerKeyportAreReadOnly(t *testing.T) {
	dir := home(t)
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte("version = 99\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, options(dir))
	if p := r.problem(problemNewer); p.Action != control.ActionNewerVersion || p.Opens(p.Action) != control.PageAbout {
		t.Errorf("%+v", p)
	}
	_, err := r.StartFresh(t.Context())
	wantCode(t, err, control.CodeInvalid)
}
