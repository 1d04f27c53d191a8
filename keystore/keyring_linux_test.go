package keystore

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestWithoutABusAddressNothingIsStarted(t *testing.T) {
	bin := t.TempDir()
	marker := filepath.Join(bin, "started")
	if err := os.WriteFile(filepath.Join(bin, "dbus-launch"), []byte("#!/bin/sh\necho x >>'"+marker+"'\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	notSocket := t.TempDir()
	if err := os.WriteFile(filepath.Join(notSocket, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		env  []string
	}{
		{"no variable at all", nil},
		{"empty address", []string{busVariable + "="}},
		{"autolaunch", []string{busVariable + "=autolaunch:"}},
		{"no socket in the runtime folder", []string{"XDG_RUNTIME_DIR=" + t.TempDir()}},
		{"a file in the place of the socket", []string{"XDG_RUNTIME_DIR=" + notSocket}},
		{"a relative runtime folder", []string{"XDG_RUNTIME_DIR=."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			play(t, "nothing answers", append([]string{"PATH=" + bin + ":/usr/bin:/bin", "HOME=" + bin}, test.env...))
			if _, err := os.Stat(marker); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("dbus-launch was started (%v)", err)
			}
		})
	}
}

func TestADeadBusIsAMissingKeychain(t *testing.T) {
	dir := t.TempDir()
	socket := filepath.Join(dir, "bus")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: socket})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	_ = l.Close() // the socket of a bus that has died
	for name, env := range map[string]string{
		"no such socket":          busVariable + "=unix:path=/nonexistent/bus",
		"nobody listens":          busVariable + "=unix:path=" + socket,
		"nobody listens, by path": "XDG_RUNTIME_DIR=" + dir,
		"nonsense":                busVariable + "=nonsense",
	} {
		t.Run(name, func(t *testing.T) { play(t, "nothing answers", []string{env, "HOME=" + dir}) })
	}
}

func TestABusWithoutASecretServiceIsAMissingKeychain(t *testing.T) {
	s := newSession(t)
	play(t, "nothing answers", s.env())
}

func TestGnomeKeyringKeepsSecrets(t *testing.T) {
	need(t, "secret-tool", "libsecret-tools")
	for name, env := range map[string]string{
		"bus by address":              "",
		"bus in XDG_RUNTIME_DIR only": busVariable + "=",
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t)
			s.keyring()
			lookup := func() {
				cmd := exec.Command("secret-tool", "lookup", "service", "Keyport", "username", "openai")
				cmd.Env = s.env()
				if out, err := cmd.Output(); err != nil || string(out) != "sk-test-1234" {
					t.Errorf("secret-tool found %q, %v", out, err)
				}
			}
			more := s.env()
			if env != "" {
				more = s.env(env)
			}
			play(t, "set, get, delete", more, lookup)

			cmd := exec.Command("secret-tool", "search", "--all", "service", "Keyport")
			cmd.Env = s.env()
			out, err := cmd.CombinedOutput()
			if err != nil || strings.Count(string(out), "attribute.username = ") != 1 {
				t.Errorf("left behind, %v: %s", err, out)
			}
		})
	}
}

func TestALockedKeyringIsLocked(t *testing.T) {
	s := newSession(t)
	kill := s.keyring()
	play(t, "locked", s.env(), s.lock, func() { kill(); s.keyring() })
}

func TestAKilledKeyringIsMissingAndCachedSecretsGoOn(t *testing.T) {
	s := newSession(t)
	kill := s.keyring()
	play(t, "killed and restarted", s.env(), kill, func() { s.keyring() })
}
