package control

import (
	"io/fs"
	"os"
	"path/filepath"
)

// userDir is %LOCALAPPDATA%\Keyport, which only the person, the administrators
// and the system may open by its inherited access list.
func userDir() (string, error) {
	cache, err := os.UserCacheDir() // %LocalAppData%
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "Keyport"), nil
}

// portInstead: where no Unix socket can be opened, a port on loopback stands in.
const portInstead = true

func private(string, fs.FileInfo) error { return nil }
