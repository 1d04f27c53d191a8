package app

import (
	"os"
	"path/filepath"
	"runtime"
)

// CatalogPath is where the lists of models are kept over a restart: a file in
// this person's cache folder, which holds no secret and may be deleted at any time.
func CatalogPath() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	name := "keyport"
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		name = "Keyport"
	}
	return filepath.Join(cache, name, "models.json"), nil
}
