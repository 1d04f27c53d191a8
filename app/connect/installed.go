package connect

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// places are names that show that a program is on this computer. They are looked
// for by name alone: no folder is opened but to list the extensions of VS Code,
// and no file is read.
type places struct {
	home    []string // below the home folder; the last part may be a pattern
	config  []string // below the folder for settings
	program []string // in PATH
	app     []string // in the folder of applications, on macOS
}

// Here is the computer that is looked at.
type Here struct {
	Home   string // "" looks at none
	Config string
	Apps   []string
	Find   func(program string) bool // nil finds none
}

// ThisComputer is where this program runs, for this person.
func ThisComputer() Here {
	h := Here{Find: func(program string) bool { _, err := exec.LookPath(program); return err == nil }}
	h.Home, _ = os.UserHomeDir()
	h.Config, _ = os.UserConfigDir()
	if runtime.GOOS == "darwin" {
		h.Apps = []string{"/Applications", filepath.Join(h.Home, "Applications")}
	}
	return h
}

func (h Here) has(p places) bool {
	for _, name := range p.home {
		if h.Home != "" && exists(filepath.Join(h.Home, filepath.FromSlash(name))) {
			return true
		}
	}
	for _, name := range p.config {
		if h.Config != "" && exists(filepath.Join(h.Config, name)) {
			return true
		}
	}
	for _, name := range p.app {
		for _, folder := range h.Apps {
			if exists(filepath.Join(folder, name)) {
				return true
			}
		}
	}
	for _, name := range p.program {
		if h.Find != nil && h.Find(name) {
			return true
		}
	}
	return false
}

// exists reports whether anything has this name; in its last part a * stands for any characters.
func exists(name string) bool {
	if !strings.Contains(filepath.Base(name), "*") {
		_, err := os.Lstat(name)
		return err == nil
	}
	entries, _ := os.ReadDir(filepath.Dir(name))
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		fits, _ := filepath.Match(filepath.Base(name), e.Name())
		return fits
	})
}
