//go:build unix

package settings

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
)

const saveOnceEnv = "SETTINGS_TEST_SAVE_ONCE"

// saveOnce tries to save and says how that went. It runs as its own process so
// that it can be somebody else than root, for whom no folder is read-only.
func saveOnce(path string) {
	s, _, err := Open(path)
	if err != nil {
		fmt.Println("open:", err)
		os.Exit(1)
	}
	before := s.Current()
	_, err = s.Save(Default(), s.Revision(), func(Settings) error { return nil })
	var e *Error
	switch {
	case !errors.As(err, &e):
		fmt.Println("no *Error:", err)
	case !reflect.DeepEqual(s.Current(), before):
		fmt.Println("the settings changed")
	default:
		fmt.Println(e.Code, e.Message)
	}
	os.Exit(0)
}

func TestReadOnlyFolderIsSaidAndChangesNothing(t *testing.T) {
	dir, err := os.MkdirTemp("", "keyport-readonly") // t.TempDir may lie below a folder that others cannot enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700); _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "settings.toml")
	put(t, path, text(t, everything()))
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	runner := filepath.Join(dir, "runner")
	if err := os.WriteFile(runner, program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(runner)
	cmd.Dir = dir
	cmd.Env = []string{saveOnceEnv + "=" + path}
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !strings.HasPrefix(string(out), "not_written The settings could not be saved in "+dir) {
		t.Errorf("got %s", out)
	}
	if get(t, path) != text(t, everything()) {
		t.Error("the file changed")
	}
}

func TestFilesAreForThisPersonOnly(t *testing.T) {
	s, _ := newStore(t, "")
	for n := 5000; n < 5002; n++ {
		if err := s.Modify(setPort(n), nil); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]os.FileMode{s.Path(): 0o600, s.Path() + ".bak": 0o600, s.Path() + ".lock": 0o600, filepath.Dir(s.Path()): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", filepath.Base(path), info.Mode(), err)
		}
	}
}

func TestLinkToTheFileStaysALink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "dotfiles", "k.toml"), filepath.Join(dir, "settings.toml")
	put(t, real, text(t, Default()))
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	s, _, err := Open(link)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Modify(func(s *Settings) error { s.Listen.Port = 5000; return nil }, nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.Contains(get(t, real), "5000") {
		t.Errorf("the link was replaced: %v %v", info.Mode(), err)
	}
}
