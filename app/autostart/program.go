package autostart

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// lasting gives the path by which a program will be there after its next update
// too. exe is where it lies now.
func lasting(exe string) string {
	switch runtime.GOOS {
	case "windows":
		return exe
	case "darwin": // a link of a package manager leads into the bundle, which knows its own icon and rights
		if path, err := filepath.EvalSymlinks(exe); err == nil {
			return path
		}
		return exe
	}
	// An AppImage runs from a file system that is gone when it ends; it says where its file is.
	if image, mount := os.Getenv("APPIMAGE"), os.Getenv("APPDIR"); filepath.IsAbs(image) && filepath.IsAbs(mount) &&
		strings.HasPrefix(exe, filepath.Clean(mount)+string(filepath.Separator)) {
		return image
	}
	// Linux names the file behind all links. Homebrew, Nix and /opt packages keep each
	// version in a folder of its own, and a link to the newest one in the PATH.
	if link, err := exec.LookPath(filepath.Base(exe)); err == nil && filepath.IsAbs(link) {
		if info, err := os.Lstat(link); err == nil && info.Mode()&os.ModeSymlink != 0 && same(link, exe) {
			return link
		}
	}
	return exe
}

// resolve finds the program that an entry names, by path or by name, as the session will.
func resolve(program string) (string, error) {
	if program == "" {
		return "", os.ErrNotExist
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}
