package control

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"keyport/assets"
)

// maxSocketPath is the longest socket path in bytes that every system takes:
// sun_path holds 104 bytes on macOS and 108 elsewhere, the last one being NUL.
const maxSocketPath = 100

const (
	socketName = "control.sock"
	lockName   = "keyport.lock"
)

// Dir gives the folder of the control socket of this person. It need not exist
// yet. The folder is private to the person: whoever can write to it could stand
// in for Keyport and be handed keys.
func Dir() (string, error) {
	dir, err := userDir()
	if err != nil {
		return "", &Error{Code: CodeInternal, Message: assets.T("errors.no_folder", "first", "HOME", "second", "XDG_RUNTIME_DIR"), Cause: err}
	}
	if len(filepath.Join(dir, socketName)) <= maxSocketPath {
		return dir, nil
	}
	// A home folder on a long path: the temporary folder is shared with other
	// people, so prepare refuses what is not ours, and the name cannot collide
	// with that of another long path.
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(os.TempDir(), fmt.Sprintf("keyport-%d-%s", os.Getuid(), hex.EncodeToString(sum[:6]))), nil
}

// prepare makes dir, or checks that it is a real folder that belongs to this
// person and to nobody else.
func prepare(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return unsafeDir(dir, err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return unsafeDir(dir, err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return unsafeDir(dir, err)
	}
	if !info.IsDir() { // Lstat: a symbolic link is not a folder here
		return unsafeDir(dir, errors.New("not a folder"))
	}
	return private(dir, info)
}

func unsafeDir(dir string, cause error) error {
	return &Error{
		Code:    CodeInternal,
		Message: assets.T("errors.folder", "folder", dir),
		Cause:   cause,
	}
}
