package settings

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"keyport/assets"
)

// maxFile is the longest settings file in bytes that is read.
const maxFile = 4 << 20

var errTooBig error = &Error{Code: "too_long"}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = errTooBig
	}
	return text, err
}

func (s *Store) failed(err error) error {
	e := &Error{Code: codeNotWritten, Err: err}
	switch folder := filepath.Dir(s.file); e.Why() {
	case WhyFull:
		e.Message = assets.T("settings.error.not_written_full", "folder", folder)
	case WhyRights:
		e.Message = assets.T("settings.error.not_written_rights", "folder", folder)
	default:
		e.Message = assets.T("settings.error.not_written", "folder", folder)
	}
	return e
}

// lock keeps other processes from writing between our look at the file and our
// change to it. It goes with the process, however that ends.
func (s *Store) lock() (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return nil, s.failed(err)
	}
	l := flock.New(s.file+".lock", flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ok, err := l.TryLockContext(ctx, 5*time.Millisecond)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &Error{Code: "busy", Err: err}
	case !ok && !errors.Is(err, errors.ErrUnsupported): // a file system without locks is used without
		return nil, s.failed(err)
	}
	return func() { _ = l.Close() }, nil
}

// meet compares the file with what was last seen of it, under the lock, and
// says whether what is there now is worth being the backup. Valid settings of
// somebody else become current and make this save a conflict; what is not valid
// is put aside first.
func (s *Store) meet() (keep bool, err error) {
	text, err := readFile(s.file)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(bytes.TrimSpace(text)) == 0 {
		s.disk = nil
		return false, nil
	}
	if err != nil {
		return false, s.failed(err)
	}
	f, err := parse(text)
	changed := !bytes.Equal(text, s.disk)
	switch {
	case err == nil && f.newer:
		s.disk = text
		s.publish(f.safe, nil, true)
		return false, ErrNewer
	case err == nil && len(f.errs) == 0 && changed:
		s.disk = text
		s.publish(f.safe, nil, false)
		return false, ErrConflict
	case err == nil && len(f.errs) == 0:
		return true, nil
	}
	if _, failed := s.putAside(text, false); failed != nil {
		return false, s.failed(failed)
	}
	s.disk = nil // of text that is no TOML no comments are carried over
	if err == nil {
		s.disk = text
	}
	return false, nil
}

// write replaces the file. There is no moment without a whole one: the new
// text is on the disk under another name before it takes the place of the old
// one, which by then is the backup (if keep says that it is worth it).
func (s *Store) write(text []byte, keep bool) error {
	leftovers, _ := filepath.Glob(s.file + ".tmp-*") // of a process that was killed
	for _, name := range leftovers {
		_ = os.Remove(name)
	}
	temp, err := s.temp(text)
	if err != nil {
		return s.failed(err)
	}
	defer os.Remove(temp) // when something below fails
	if keep {
		if err := s.backUp(); err != nil {
			return s.failed(err)
		}
	}
	if err := replace(temp, s.file); err != nil {
		return s.failed(err)
	}
	syncFolder(filepath.Dir(s.file))
	s.disk = text
	return nil
}

// Writable tries whether the settings could be written now, without touching
// them. The file that it writes is as long as they are: a full disk may have
// room for a small one.
func (s *Store) Writable() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return s.failed(err)
	}
	name, err := s.temp(append(bytes.Clone(s.disk), make([]byte, 4<<10)...))
	if err != nil {
		return s.failed(err)
	}
	return os.Remove(name)
}

// temp writes text, down to the disk, to a new file that only this person can read.
func (s *Store) temp(text []byte) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(s.file), filepath.Base(s.file)+".tmp-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return f.Name(), err
}

func (s *Store) backUp() error {
	name, err := s.temp(s.disk)
	if err != nil {
		return err
	}
	if err = replace(name, s.backup()); err != nil {
		_ = os.Remove(name)
	}
	return err
}

func (s *Store) backup() string { return s.file + ".bak" }

// replace renames over an existing file. On Windows a virus scanner or an
// indexer that is just reading either file makes that fail for some milliseconds.
func replace(from, to string) error {
	err := os.Rename(from, to)
	for try := 0; err != nil && runtime.GOOS == "windows" && try < 20; try++ {
		time.Sleep(10 * time.Millisecond)
		err = os.Rename(from, to)
	}
	return err
}

// syncFolder makes a rename outlast a power cut. Windows has no such call for folders.
func syncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
