package control

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestTheTwoProgramsFindEachOther(t *testing.T) {
	const (
		tray   = "Keyport.app/Contents/MacOS/keyport"
		window = "Keyport.app/Contents/Helpers/Keyport.app/Contents/MacOS/keyport-window"
	)
	for name, c := range map[string]struct {
		files      []string
		self, link string // link is a symbolic link to self, and is what was started
		wants      string
		found      string
	}{
		"in one folder":                    {files: []string{"bin/keyport", "bin/keyport-window"}, self: "bin/keyport", wants: WindowProgram, found: "bin/keyport-window"},
		"in one folder, from the window":   {files: []string{"bin/keyport", "bin/keyport-window"}, self: "bin/keyport-window", wants: TrayProgram, found: "bin/keyport"},
		"in the bundle":                    {files: []string{tray, window}, self: tray, wants: WindowProgram, found: window},
		"in the bundle, from the window":   {files: []string{tray, window}, self: window, wants: TrayProgram, found: tray},
		"from a link into the bundle":      {files: []string{tray, window}, self: tray, link: "usr/local/bin/keyport", wants: WindowProgram, found: window},
		"from a link to the window":        {files: []string{tray, window}, self: window, link: "usr/local/bin/keyport-window", wants: TrayProgram, found: tray},
		"not beside the link":              {files: []string{tray, window, "usr/local/bin/keyport-window"}, self: tray, link: "usr/local/bin/keyport", wants: WindowProgram, found: window},
		"the tray program alone":           {files: []string{tray}, self: tray, wants: WindowProgram},
		"the window program alone":         {files: []string{window}, self: window, wants: TrayProgram},
		"a bundle that is not in a bundle": {files: []string{"MacOS/keyport", "Keyport.app/Contents/MacOS/keyport-window"}, self: "Keyport.app/Contents/MacOS/keyport-window", wants: TrayProgram},
		"a folder of that name":            {files: []string{"bin/keyport", "bin/keyport-window/x"}, self: "bin/keyport", wants: WindowProgram},
	} {
		if c.link != "" && runtime.GOOS == "windows" {
			continue // links take a right there that most people do not have
		}
		t.Run(name, func(t *testing.T) {
			dir, err := filepath.EvalSymlinks(t.TempDir()) // on macOS the temporary folder is behind a link
			if err != nil {
				t.Fatal(err)
			}
			at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
			for _, f := range append(c.files, filepath.Join("usr", "local", "bin", ".keep")) {
				if err := os.MkdirAll(filepath.Dir(at(f)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at(f), nil, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			self := at(c.self)
			if c.link != "" {
				self = at(c.link)
				if err := os.Symlink(at(c.self), self); err != nil {
					t.Fatal(err)
				}
			}
			want := ""
			if c.found != "" {
				want = at(c.found)
			}
			if got := findBeside(self, c.wants); got != want {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}
