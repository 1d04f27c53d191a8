package app

import (
	"os"
	"path/filepath"
	"runtime"
)

// CatalogPath is where the lists of models are kept over a restart: a file in
// this person's cache folder, which holds no secret and may be deleted at any time.
func CatalogPath() (string, error) { return cachePath("models.json") }

// CrashPath is where Go writes what it says of a crash: nobody sees the stderr
// of a program that was started by a double-click.
func CrashPath() (string, error) { return cachePath("crash.txt") }

// ToldPath is the mark that a person has been told where Keyport is when its window is closed.
func ToldPath() (string, error) { return cachePath("told") }

// NewsPath keeps which newer version a person was told of last in a message of the desktop.
func NewsPath() (string, error) { return cachePath("news") }

func cachePath(file string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	name := "keyport"
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		name = "Keyport"
	}
	return filepath.Join(cache, name, file), nil
}
