package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"

	"keyport/app/update"
)

// pair makes keys as a maintainer does, and gives their texts.
func pair(t *testing.T) (secret string, public minisign.PublicKey) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "notices")
	if err := run([]string{"-new-key", file}, os.Getenv, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-new-key", file}, os.Getenv, time.Now()); err == nil {
		t.Error("a key was written over")
	}
	text, err := os.ReadFile(file + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if public, err = minisign.PublicKeyFromFile(file + ".pub"); err != nil {
		t.Fatal(err)
	}
	return string(text), public
}

// accepted reads what was made as a copy of Keyport does.
func accepted(t *testing.T, dir string, public minisign.PublicKey) update.Release {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := os.ReadFile(filepath.Join(dir, name+".minisig"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := update.NewSource("https://example.org/keyport.json", public.String())
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Read(update.Notice{Text: text, Signature: signature})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatIsMadeIsAccepted(t *testing.T) {
	secret, public := pair(t)
	dir := filepath.Join(t.TempDir(), "dist")
	env := func(name string) string { return map[string]string{"KEYPORT_NOTICE_KEY": secret}[name] }
	args := []string{"-version", "1.4.0", "-notes", "https://example.org/1.4.0", "-minimum", "1.3.2", "-out", dir}
	if err := run(args, env, time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	want := update.Release{Version: "1.4.0", Date: "2026-01-31", Notes: "https://example.org/1.4.0", Minimum: "1.3.2"}
	if got := accepted(t, dir, public); got != want {
		t.Errorf("%+v", got)
	}
}

func TestNothingIsMadeOfWhatNoCopyWouldRead(t *testing.T) {
	secret, _ := pair(t)
	_, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := private.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	cut := string(text[:len(text)-20])
	dir := t.TempDir()
	for name, c := range map[string]struct{ key, version, notes string }{
		"no key":             {"", "1.4.0", "https://example.org"},
		"no key at all":      {"hello", "1.4.0", "https://example.org"},
		"half a key":         {cut, "1.4.0", "https://example.org"},
		"a build on the way": {secret, "1.4.0-dev", "https://example.org"},
		"no page":            {secret, "1.4.0", ""},
		"an unsafe page":     {secret, "1.4.0", "http://example.org"},
	} {
		env := func(name string) string { return map[string]string{"KEYPORT_NOTICE_KEY": c.key}[name] }
		err := run([]string{"-version", c.version, "-notes", c.notes, "-out", dir}, env, time.Now())
		if err == nil {
			t.Errorf("%s: made", name)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error holds the key", name)
		}
	}
	// What stands behind a word that is no flag is read by nobody: a minimum would be missing from what is signed.
	err = run([]string{"-version", "1.4.0", "-notes", "https://example.org", "-out", dir, "now", "-minimum", "1.3.2"}, func(string) string { return secret }, time.Now())
	if err == nil {
		t.Error("made without the minimum")
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

func TestTheScriptOfTheBuildServer(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("a shell script is for systems with a shell")
		return
	}
	secret, public := pair(t)
	dir := t.TempDir()
	script := func(key string) (string, error) {
		cmd := exec.Command("../../.ci/feed", "https://example.org/2.0.0")
		cmd.Env = append(os.Environ(), "KEYPORT_NOTICE_KEY="+key, "VERSION=2.0.0", "OUT="+dir)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := script(""); err != nil || !strings.Contains(out, "no update notice is made") {
		t.Errorf("%v: %s", err, out)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("without a key it left %v", left)
	}
	if out, err := script(secret); err != nil || strings.Contains(out, strings.TrimSpace(secret)) {
		t.Fatalf("%v: %s", err, out)
	}
	if r := accepted(t, dir, public); r.Version != "2.0.0" {
		t.Errorf("%+v", r)
	}
}
