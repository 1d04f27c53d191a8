package app

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// crashed starts a Keyport with a crash file, ends it, and gives its problems.
func crashed(t *testing.T, dir, file string) string {
	t.Helper()
	opts := options(dir)
	opts.CrashFile = file
	r := begin(t, dir, opts)
	now := r.status()
	var all []string
	for _, p := range now.Problems {
		all = append(all, p.Sentence)
	}
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() || info.Size() != 0 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the crash file is not there for this run: %v %v", info, err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

func TestACrashIsToldOnceAndItsFileKept(t *testing.T) {
	dir := home(t)
	file := filepath.Join(dir, "folder", "crash.txt")
	old := filepath.Join(dir, "folder", "crash.old.txt")
	if said := crashed(t, dir, file); strings.Contains(said, "crash") {
		t.Errorf("the first start says %q", said)
	}
	if _, err := os.Lstat(file); !os.IsNotExist(err) {
		t.Error("a good end left a crash file")
	}
	for _, text := range []string{"panic: first", "panic: second " + strings.Repeat("x", maxCrash)} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if said := crashed(t, dir, file); !strings.Contains(said, "Keyport crashed the last time that it ran. What is known of it stands in "+old+".") {
			t.Errorf("the start behind a crash says %q", said)
		}
		if kept, err := os.ReadFile(old); err != nil || string(kept) != text[:min(len(text), maxCrash)] {
			t.Errorf("%v: kept %.30q", err, kept)
		}
		if said := crashed(t, dir, file); strings.Contains(said, "crash") {
			t.Errorf("the next start says it again: %q", said)
		}
	}
	if kept, err := os.ReadFile(old); err != nil || !bytes.HasPrefix(kept, []byte("panic: second")) {
		t.Errorf("the last crash is gone: %v", err)
	}
}

// Somebody who can put a link there must not choose what Keyport writes to.
func TestACrashFileIsNoLink(t *testing.T) {
	for _, text := range []string{"", "panic: not ours"} {
		dir := home(t)
		file, victim := filepath.Join(dir, "crash.txt"), filepath.Join(dir, "victim")
		if err := os.WriteFile(victim, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(victim, file); err != nil {
			if runtime.GOOS == "windows" {
				return // links need a right there
			}
			t.Fatal(err)
		}
		if said := crashed(t, dir, file); strings.Contains(said, "crash") {
			t.Errorf("it told of %q", said)
		}
		if kept, err := os.ReadFile(victim); err != nil || string(kept) != text {
			t.Errorf("the other file: %v %q", err, kept)
		}
	}
}

// A folder that cannot be written to is no reason not to start.
func TestACrashFileIsNotNeeded(t *testing.T) {
	dir := home(t)
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	opts := options(dir)
	opts.CrashFile = filepath.Join(blocked, "crash.txt")
	if err := begin(t, dir, opts).stop(); err != nil {
		t.Error(err)
	}
}
