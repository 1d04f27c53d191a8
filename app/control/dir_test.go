package control

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestFolderOfTheSocket(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("%LOCALAPPDATA% is fixed by the profile")
	}
	own := t.TempDir()
	long := filepath.Join(own, strings.Repeat("x", 100))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(own, "c")
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", own)
	cases := []struct {
		name, run string
		ok        func(dir string) bool
	}{
		{"runtime folder", own, func(d string) bool { return d == filepath.Join(own, "keyport") }},
		{"none", "", func(d string) bool { return strings.HasPrefix(d, own) && d != filepath.Join(own, "keyport") }},
		{"relative", "run", func(d string) bool { return filepath.IsAbs(d) }},
		{"not there", filepath.Join(own, "nothing"), func(d string) bool { return strings.HasPrefix(d, own) }},
		{"too long for a socket", long, func(d string) bool { return filepath.Dir(d) == filepath.Clean(os.TempDir()) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("XDG_RUNTIME_DIR", c.run)
			dir, err := Dir()
			if err != nil || !c.ok(dir) {
				t.Fatalf("%q %v", dir, err)
			}
			if path := filepath.Join(dir, socketName); len(path) > maxSocketPath {
				t.Errorf("%d bytes: %s", len(path), path)
			}
		})
	}
}
