package control

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"keyport/assets"
)

// Seat is the right to be the one Keyport of this person. It is a lock of the
// operating system on a file, so it ends with the process however that ends,
// and a socket left behind by a killed process is known to be stale.
type Seat struct {
	dir  string
	lock *flock.Flock
}

// Lock takes the seat in dir ("" is Dir()), or fails with CodeExists when another Keyport holds it.
func Lock(dir string) (*Seat, error) {
	if dir == "" {
		var err error
		if dir, err = Dir(); err != nil {
			return nil, err
		}
	}
	if err := prepare(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, lockName)
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &Error{Code: CodeInternal, Message: assets.T("errors.lock_file", "file", path)}
	}
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow), flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	if err != nil {
		return nil, &Error{Code: CodeInternal, Message: assets.T("errors.lock"), Cause: err}
	}
	if !got {
		return nil, &Error{Code: CodeExists, Message: assets.T("errors.running")}
	}
	return &Seat{dir: dir, lock: lock}, nil
}

// Dir is the folder of the seat.
func (s *Seat) Dir() string { return s.dir }

// Listen opens the control socket, in place of one that a killed Keyport left behind.
func (s *Seat) Listen() (net.Listener, error) {
	path := filepath.Join(s.dir, socketName)
	for _, left := range []string{path, filepath.Join(s.dir, portName)} {
		if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, unsafeDir(s.dir, err)
		}
	}
	l, err := net.Listen("unix", path)
	if err != nil && portInstead {
		if l, err = s.listenPort(); err == nil {
			return l, nil
		}
	}
	if err != nil {
		return nil, unsafeDir(s.dir, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = l.Close()
		return nil, unsafeDir(s.dir, err)
	}
	return l, nil
}

// Close gives the seat up. The lock file stays: removing it would let two
// processes hold locks on two files of the same name.
func (s *Seat) Close() error { return s.lock.Unlock() }
