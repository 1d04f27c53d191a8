//go:build linux

package main_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"keyport/ui/desktoptest"
)

// version builds one of the programs as one of that version, beside the others.
func (r *desktopRun) version(name, version string) string {
	r.t.Helper()
	cgo := map[bool]string{true: "1", false: "0"}[name == "keyport-window"]
	path := filepath.Join(filepath.Dir(r.program), name+"-"+version)
	cmd := exec.Command("go", "build", "-ldflags", "-X keyport/assets.Version="+version, "-o", path, "keyport/cmd/"+name)
	cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("%s does not build: %v\n%s", name, err, out)
	}
	return path
}

// install puts a program in its place as dpkg does: by a rename over the old one.
func install(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// A package is installed over a Keyport that runs: its window is the new one at
// once, Keyport itself is after the restart that the window offers, in the same
// process, and settings, keys and addresses are those of before. Then the person
// goes back to the old version, and the settings of a still newer one are met.
func TestUpgradeAndDowngradeOnADesktop(t *testing.T) {
	r := &desktopRun{t: t, Desktop: desktoptest.Start(t, desktoptest.Options{}), ended: make(chan error, 1)}
	r.upstream = startLLM(t, apiKey)
	dir := t.TempDir()
	r.program = filepath.Join(dir, "keyport")
	window := filepath.Join(dir, "keyport-window")
	install(t, r.version("keyport", "1.3.0"), r.program)
	old := filepath.Join(dir, "old")
	copyFile(t, r.program, old)

	settings := filepath.Join(r.Dir(), "config", "keyport", "settings.toml")
	if err := os.MkdirAll(filepath.Dir(settings), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "version = 1\n[[upstream]]\nname = \"openai\"\nurl = \"" + r.upstream.URL + "/v1\" # mine\n[[client]]\nname = \"VS Code\"\n[later]\nfield = 5\n"
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.start(t)
	r.WaitTrayItem("keyport")
	set := r.Command(r.program, "key", "set", "openai")
	set.Stdin = strings.NewReader(apiKey)
	if out, err := set.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	before := r.running(t)
	address := r.keyport(t, "url")

	install(t, r.version("keyport", "1.4.0"), r.program)
	install(t, r.version("keyport-window", "1.4.0"), window)
	if s := r.running(t); s.Program != "1.3.0" {
		t.Fatalf("Keyport is of version %s", s.Program)
	}
	r.keyport(t, "open")
	id := r.WaitWindow("Keyport")
	r.WaitFor("the notice of the update", func() bool { return r.status(t).has("replaced") })
	r.WaitStill(r.WindowGeometry(id))
	r.Shot("1-updated")

	r.keyport(t, "restart")
	r.WaitFor("the new version", func() bool { return r.tryRunning().Program == "1.4.0" })
	r.WaitFor("its window", func() bool { s := r.tryRunning(); return s.Window && s.State == "ready" })
	r.WaitTrayItem("keyport")
	after := r.running(t)
	if after.PID != before.PID {
		t.Errorf("the process was %d and is %d: a service manager would have lost it", before.PID, after.PID)
	}
	if now := r.keyport(t, "url"); now != address {
		t.Error("the private address is another one")
	}
	if r.status(t).has("replaced") {
		t.Error("an update is told of after the restart")
	}
	kept, err := os.ReadFile(settings)
	if err != nil || !bytes.Contains(kept, []byte("# mine")) || !bytes.Contains(kept, []byte("field = 5")) {
		t.Errorf("the settings were changed: %v\n%s", err, kept)
	}
	if out := r.keyport(t, "key", "check", "openai"); !strings.Contains(out, "works") {
		t.Errorf("the key: %s", out)
	}

	r.keyport(t, "quit")
	if err := <-r.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	newer := strings.Replace(string(kept), "version = 1", "version = 2", 1)
	if err := os.WriteFile(settings, []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	install(t, old, r.program)
	r.start(t)
	r.WaitFor("the old version", func() bool { s := r.tryRunning(); return s.Program == "1.3.0" && s.State == "attention" })
	if !r.status(t).has("settings_newer") {
		t.Error("nothing is said of the newer settings")
	}
	if now := r.keyport(t, "url"); now != address {
		t.Error("the private address is another one under the older version")
	}
	for _, args := range [][]string{{"port", "12999"}, {"language", "de"}, {"client", "add", "Zed"}, {"settings", "reset", "--yes", "--keys"}, {"demo", "on"}} {
		out, err := r.Command(r.program, args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "A newer Keyport wrote the settings file, so this one does not change it.") {
			t.Errorf("keyport %s: %v %s", strings.Join(args, " "), err, out)
		}
	}
	if now, err := os.ReadFile(settings); err != nil || string(now) != newer {
		t.Errorf("the settings of the newer version were changed: %v\n%s", err, now)
	}
	if key, ok := r.SecretLookup("service", "Keyport", "username", "openai"); !ok || key != apiKey {
		t.Error("the key is not the one of before")
	}
}

type upgradeStatus struct {
	Program string
	PID     int
	State   string
	Window  bool
}

// tryRunning is the zero value while nobody answers.
func (r *desktopRun) tryRunning() (s upgradeStatus) {
	out, err := r.Command(r.program, "status", "--json").Output()
	if err != nil || json.Unmarshal(out, &s) != nil {
		return upgradeStatus{}
	}
	return s
}

func (r *desktopRun) running(t *testing.T) upgradeStatus {
	t.Helper()
	s := r.tryRunning()
	if s.PID == 0 {
		t.Fatal("Keyport does not answer")
	}
	return s
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}
