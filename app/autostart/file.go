package autostart

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// maxEntry is the longest entry in bytes that is read.
const maxEntry = 64 << 10

var errReadOnly = errors.New("the folder cannot be written")

// missing says that there is nothing at a path, nor can be as long as one of its folders is a file.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// readPlain reads a file, through links. What is no plain file is not opened: a
// pipe would hold the caller for ever.
func readPlain(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxEntry {
		return "", &Error{Why: NotPlain, Path: path}
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxEntry))
	return string(text), err
}

// replace puts a file there in one step, so that a login in that moment finds
// the old one or the new one. A link is replaced, never followed: what it leads
// to belongs to somebody else. The name of the temporary file is none that a
// session would start.
func replace(path, text string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, ".keyport-*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // when something below fails
	_, err = temp.WriteString(text)
	err = errors.Join(err, temp.Chmod(0o644), temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

// unlink takes a file or a link away; that there is none is no error.
func unlink(path string) error {
	info, err := os.Lstat(path)
	switch {
	case missing(err):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return &Error{Why: NotPlain, Path: path}
	}
	if err := os.Remove(path); err != nil && !missing(err) {
		return err
	}
	return nil
}

// writableDir says whether files can be made in a folder, or in the nearest one above it that is there.
func writableDir(dir string) error {
	for {
		info, err := os.Stat(dir)
		parent := filepath.Dir(dir)
		switch {
		case missing(err) && parent != dir:
			dir = parent
			continue
		case err != nil:
			return err
		case !info.IsDir() || !mayWrite(dir):
			return errReadOnly
		}
		return nil
	}
}
