package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyport/app/control"
)

func TestNoTrayIsToldUntilTheTrayComes(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	r.TrayHost(false)
	p := r.problem(problemNoTray)
	if p.Action != control.ActionTrayHelp || p.Second != control.ActionDismiss || control.ActionLabel(p, p.Second) != "Do not show again" {
		t.Errorf("%+v", p)
	}
	r.TrayHost(true)
	r.ends(problemNoTray)
}

func TestNoTrayIsToldNoMoreOnceThePersonSaidSo(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	r.TrayHost(false)
	if err := r.act(r.problem(problemNoTray), control.ActionDismiss); err != nil {
		t.Fatal(err)
	}
	r.ends(problemNoTray)
	r.TrayHost(false)
	if s := r.status(); len(s.Problems) != 0 {
		t.Errorf("told again: %+v", s.Problems)
	}
	_ = r.stop()
	r = begin(t, dir, options(dir))
	r.TrayHost(false)
	if s := r.status(); len(s.Problems) != 0 {
		t.Errorf("told again after a restart: %+v", s.Problems)
	}
	wantCode(t, r.DismissProblem(t.Context(), problemNoTray), control.CodeNotFound)
}

func TestWrongPasswordsCanBePutAway(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	r.guess(20, r.access("VS Code"))
	if err := r.act(r.problem(problemTries), control.ActionDismiss); err != nil {
		t.Fatal(err)
	}
	r.ends(problemTries)
	if v, err := r.Settings(t.Context()); err != nil || len(v.Settings.Notices.Hide) != 0 {
		t.Errorf("put away for good: %+v %v", v.Settings.Notices, err)
	}
}

func TestReportOfACrashCanBeCopied(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.CrashFile = filepath.Join(dir, "crash.txt")
	if err := os.WriteFile(opts.CrashFile, []byte("panic: what happened"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, opts)
	p := r.problem(problemCrash)
	if p.Action != control.ActionCopyReport {
		t.Errorf("%+v", p)
	}
	if text, err := r.CrashReport(t.Context()); err != nil || text != "panic: what happened" {
		t.Errorf("%q %v", text, err)
	}
	if err := r.act(p, control.ActionDismiss); err != nil {
		t.Fatal(err)
	}
	r.ends(problemCrash)
}

func TestWindowThatCannotBeShownIsTriedAgain(t *testing.T) {
	r, _ := windowRun(t, "no display")
	wantCode(t, r.OpenWindow(t.Context(), ""), control.CodeNoWindow)
	p := r.problem(problemWindow)
	if p.Action != control.ActionOpenWindow || !strings.Contains(p.Sentence, "no display") {
		t.Errorf("%+v", p)
	}
	wantCode(t, r.act(p, control.ActionOpenWindow), control.CodeNoWindow)
	t.Setenv("KEYPORT_TEST_WINDOW", "good")
	if err := r.act(p, control.ActionOpenWindow); err != nil {
		t.Fatal(err)
	}
	r.ends(problemWindow)
}

func TestWhatBlocksCannotBePutAway(t *testing.T) {
	dir := home(t)
	damage(t, dir, newProvider(t))
	opts := options(dir)
	opts.Listen = nil
	r := begin(t, dir, opts)
	r.problem(problemBroken)
	wantCode(t, r.DismissProblem(t.Context(), problemBroken), control.CodeNotFound)
}
