package control

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// The two programs that stand at the ends of the socket, by the names of their
// files (on Windows with .exe behind).
const (
	TrayProgram   = "keyport"
	WindowProgram = "keyport-window"
)

// FindProgram gives the path of TrayProgram or WindowProgram. The one that was
// installed together with this program comes first, for one elsewhere in PATH
// may be of another version; a link to this program is followed. The error is
// that of exec.LookPath: also when only the current folder has the program,
// where anybody may have put it.
func FindProgram(name string) (string, error) {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		if path := findBeside(self, name); path != "" {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", err
	}
	return path, nil
}

// findBeside gives the program that lies where an installation puts it, seen from self; "" when there is none.
func findBeside(self, name string) string {
	if real, err := filepath.EvalSymlinks(self); err == nil {
		self = real
	}
	for _, path := range besides(self, name) {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// besides are the places for a program that is installed together with self: the
// same folder, or, when self lies in a bundle of macOS, the other bundle. There
// the window has a bundle of its own inside that of the tray, because the Dock
// and the menu bar take name and icon from the bundle that a program lies in:
//
//	Keyport.app/Contents/MacOS/keyport
//	Keyport.app/Contents/Helpers/Keyport.app/Contents/MacOS/keyport-window
func besides(self, name string) []string {
	dir := filepath.Dir(self)
	paths := []string{filepath.Join(dir, name)}
	contents := filepath.Dir(dir)
	if filepath.Base(dir) != "MacOS" || filepath.Base(contents) != "Contents" {
		return paths
	}
	if name == WindowProgram {
		return append(paths, filepath.Join(contents, "Helpers", "Keyport.app", "Contents", "MacOS", name))
	}
	helpers := filepath.Dir(filepath.Dir(contents))
	if filepath.Base(helpers) != "Helpers" {
		return paths
	}
	return append(paths, filepath.Join(filepath.Dir(helpers), "MacOS", name))
}
