//go:build !windows && !darwin

package tray

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWaylandHelper: the text goes to wl-copy on its standard input, never as an argument.
func TestWaylandHelper(t *testing.T) {
	for name, c := range map[string]struct {
		script string // what happens before the text is read
		secret bool
		want   string // the arguments
	}{
		"secret":               {"", true, "--sensitive --type text/plain"},
		"no secret":            {"", false, "--type text/plain"},
		"secret, older helper": {`case "$1" in --sensitive) exit 1;; esac`, true, "--type text/plain"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			script := "#!/bin/sh\n" + c.script + "\necho \"$*\" > " + dir + "/args\ncat > " + dir + "/text\n"
			if err := os.WriteFile(filepath.Join(dir, "wl-copy"), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
			t.Setenv("WAYLAND_DISPLAY", "wayland-0")
			t.Setenv("DISPLAY", "")
			clip := NewClipboard()
			defer clip.Close()
			if err := clip.Copy(t.Context(), secretAddress, c.secret); err != nil {
				t.Fatal(err)
			}
			for file, want := range map[string]string{"args": c.want + "\n", "text": secretAddress} {
				if got, _ := os.ReadFile(filepath.Join(dir, file)); string(got) != want {
					t.Errorf("%s is %q, want %q", file, got, want)
				}
			}
		})
	}
}
