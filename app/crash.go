package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"keyport/app/control"
)

// maxCrash is how much of an old crash file is kept, in bytes. Go prints one
// goroutine and at most 100 of its calls, unless GOTRACEBACK asks for more.
const maxCrash = 256 << 10

// keepCrashes has Go write what it says of a crash to the crash file as well as
// to stderr, and tells of the crash before. A file that cannot be had is no
// reason not to start.
func (k *Keyport) keepCrashes() {
	if k.opts.CrashFile == "" {
		return
	}
	old, err := putCrashAside(k.opts.CrashFile)
	if err == nil && old != "" {
		k.raise(problemCrash, problem{
			text: "crashed", args: fill("file", old), quiet: true, // it runs again, so the icon says nothing
			action: control.ActionCopyReport, second: control.ActionDismiss,
		})
	}
	if err == nil {
		err = openCrashFile(k.opts.CrashFile)
	}
	if err != nil {
		k.log.Warn().Err(err).Msg("a crash would leave no file")
	}
}

// forgetCrashes takes an empty crash file away at a good end.
func (k *Keyport) forgetCrashes() {
	if k.opts.CrashFile == "" {
		return
	}
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	if info, err := os.Lstat(k.opts.CrashFile); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		_ = os.Remove(k.opts.CrashFile)
	}
}

// putCrashAside makes room for a new crash file. One with something in it takes
// the place of the one kept before, and is named.
func putCrashAside(path string) (old string, err error) {
	info, err := os.Lstat(path) // a link is never followed, neither here nor below
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	case !info.Mode().IsRegular() || info.Size() == 0:
		return "", os.Remove(path)
	}
	old = oldCrash(path)
	if err := os.Rename(path, old); err != nil {
		return "", err
	}
	if info.Size() > maxCrash {
		err = os.Truncate(old, maxCrash)
	}
	return old, err
}

// oldCrash is where what is known of the crash before is kept.
func oldCrash(path string) string { return strings.TrimSuffix(path, ".txt") + ".old.txt" }

// openCrashFile makes the file, which must not be there, for this person alone.
func openCrashFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close() // Go keeps a descriptor of its own
	return debug.SetCrashOutput(f, debug.CrashOptions{})
}
