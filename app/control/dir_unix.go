//go:build !windows

package control

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// userDir prefers $XDG_RUNTIME_DIR, which the session manager makes with mode
// 0700 and empties at logout. After "su" the variable may still name another
// person's folder; then the cache folder is used.
func userDir() (string, error) {
	if run := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(run) {
		if info, err := os.Stat(run); err == nil && info.IsDir() && owned(info) {
			return filepath.Join(run, "keyport"), nil
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "keyport", "run"), nil
}

// portInstead is for systems that may lack Unix sockets.
const portInstead = false

func owned(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid()
}

// private refuses a folder of somebody else and one that others could have put
// files into; one that others could merely read is closed.
func private(dir string, info fs.FileInfo) error {
	if !owned(info) {
		return unsafeDir(dir, errors.New("belongs to another user"))
	}
	switch mode := info.Mode().Perm(); {
	case mode&0o022 != 0:
		return unsafeDir(dir, errors.New("others may write to it"))
	case mode != 0o700:
		if err := os.Chmod(dir, 0o700); err != nil {
			return unsafeDir(dir, err)
		}
	}
	return nil
}
