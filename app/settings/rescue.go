package settings

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// putAside keeps a file that cannot be used beside the settings file, under a
// name with the time, and never over another one. With move the original is
// gone afterwards; it goes by rename, so that a file of any size or kind is kept whole.
func (s *Store) putAside(text []byte, move bool) (string, error) {
	base := strings.TrimSuffix(filepath.Base(s.file), ".toml") + ".broken-" + time.Now().Format("20060102-150405")
	for n := 1; n < 1000; n++ {
		name := filepath.Join(filepath.Dir(s.file), base+".toml")
		if n > 1 {
			name = filepath.Join(filepath.Dir(s.file), fmt.Sprintf("%s-%d.toml", base, n))
		}
		// Taking the name first leaves no gap for a second process to take it too.
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		if !move {
			_, err = f.Write(text)
			if err == nil {
				err = f.Sync()
			}
		}
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err == nil && move {
			err = replace(s.file, name)
		}
		if err != nil {
			_ = os.Remove(name)
			return "", err
		}
		syncFolder(filepath.Dir(s.file))
		return name, nil
	}
	return "", errors.New("too many broken settings files")
}

// lastBroken is the file that was put aside last, "" when there is none.
func (s *Store) lastBroken() string {
	dir := filepath.Dir(s.file)
	prefix := strings.TrimSuffix(filepath.Base(s.file), ".toml") + ".broken-"
	last := ""
	entries, _ := os.ReadDir(dir) // sorted by name, and so by time
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), ".toml") {
			last = filepath.Join(dir, e.Name())
		}
	}
	return last
}

// readBackup gives the backup if it is whole, valid and of this version.
func (s *Store) readBackup() ([]byte, file, bool) {
	text, err := readFile(s.backup())
	if err != nil {
		return nil, file{}, false
	}
	f, err := parse(text)
	return text, f, err == nil && len(f.errs) == 0 && !f.newer
}

func (s *Store) backupUsable() bool {
	_, _, ok := s.readBackup()
	return ok
}

// RestoreBackup makes the backup the settings again, comments included. What
// the file holds now becomes the backup or, if it is not valid, is put aside.
func (s *Store) RestoreBackup() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Load().newer {
		return ErrNewer
	}
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()
	text, f, ok := s.readBackup()
	if !ok {
		return ErrNoBackup
	}
	keep, err := s.meet()
	if err != nil {
		return err
	}
	if err := s.write(text, keep); err != nil {
		return err
	}
	s.publish(f.safe, nil, false)
	return nil
}
