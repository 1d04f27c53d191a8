package settings

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// newStore opens a settings file with the given text, none when it is "".
func newStore(t *testing.T, text string) (*Store, Report) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keyport", "settings.toml")
	if text != "" {
		put(t, path, text)
	}
	s, r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// others are the names in the folder of path, without the file itself and the lock.
func others(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != filepath.Base(path) && e.Name() != filepath.Base(path)+".lock" {
			names = append(names, e.Name())
		}
	}
	return names
}

func text(t *testing.T, s Settings) string {
	t.Helper()
	b, err := encode(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFirstRunWritesNothing(t *testing.T) {
	s, r := newStore(t, "")
	if !r.FirstRun || !reflect.DeepEqual(r, Report{FirstRun: true}) {
		t.Errorf("report %+v", r)
	}
	if !reflect.DeepEqual(s.Current(), Default()) || s.Revision() == 0 || s.ReadOnly() {
		t.Errorf("%+v", s.Current())
	}
	if _, err := os.Stat(filepath.Dir(s.Path())); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestEmptyFileIsAFirstRunWithTheBackupOffered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	put(t, path, "\n")
	put(t, path+".bak", text(t, everything()))
	s, r, err := Open(path)
	if err != nil || !r.FirstRun || !r.BackupUsable {
		t.Fatalf("%v %+v", err, r)
	}
	if _, err := s.Save(Default(), s.Revision(), nil); err != nil {
		t.Fatal(err)
	}
	if get(t, path+".bak") != text(t, everything()) {
		t.Error("the empty file took the place of the backup")
	}
}

// A file cut at any byte, by a full disk or a crash, is never lost and never
// takes the backup with it.
func TestFileCutAnywhereIsKept(t *testing.T) {
	whole, backup := text(t, everything()), text(t, Default())
	for n := range len(whole) {
		path := filepath.Join(t.TempDir(), "settings.toml")
		put(t, path, whole[:n])
		put(t, path+".bak", backup)
		s, r, err := Open(path)
		if err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		if errs, _ := s.Current().Validate(); len(errs) > 0 {
			t.Fatalf("cut at %d: runs with %v", n, errs)
		}
		where := path
		if r.BrokenCopy != "" {
			where = r.BrokenCopy
			if !r.BackupUsable || r.Broken == "" || !reflect.DeepEqual(s.Current(), Default()) {
				t.Fatalf("cut at %d: %+v", n, r)
			}
		}
		if get(t, where) != whole[:n] || get(t, path+".bak") != backup {
			t.Fatalf("cut at %d: lost something: %+v", n, r)
		}
		// Nor does the next save lose it, where it says anything.
		if len(r.Problems)+len(r.BrokenCopy) == 0 {
			continue
		}
		if _, err := s.Save(Default(), s.Revision(), nil); err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		found := false
		for _, name := range others(t, path) {
			found = found || get(t, filepath.Join(filepath.Dir(path), name)) == whole[:n]
		}
		if !found || get(t, path+".bak") != backup {
			t.Fatalf("cut at %d: lost by saving: %v", n, others(t, path))
		}
	}
}

func TestBrokenFilesDoNotOverwriteOneAnother(t *testing.T) {
	s, _ := newStore(t, "one [")
	path := s.Path()
	for _, broken := range []string{"two [", "three ["} {
		put(t, path, broken)
		if _, r, err := Open(path); err != nil || get(t, r.BrokenCopy) != broken {
			t.Fatalf("%v %+v", err, r)
		}
	}
	if names := others(t, path); len(names) != 3 {
		t.Errorf("kept %v", names)
	}
}

func TestFileThatIsTooLongIsPutAsideWhole(t *testing.T) {
	long := "# " + strings.Repeat("x", maxFile)
	s, r := newStore(t, long)
	if r.BrokenCopy == "" || get(t, r.BrokenCopy) != long || !reflect.DeepEqual(s.Current(), Default()) {
		t.Errorf("%q %q", r.BrokenCopy, r.Broken)
	}
}

func TestInvalidFileStaysAndSafeSettingsRun(t *testing.T) {
	const wrong = "access = \"open sesame\"\n[[client]]\nname = \"Zed\"\n"
	s, r := newStore(t, wrong)
	if len(r.Problems) != 1 || r.Problems[0].Field != "access" || r.BrokenCopy != "" || s.ReadOnly() {
		t.Fatalf("%+v", r)
	}
	if s.Current().Access != AccessClients || len(s.Current().Clients) != 1 || get(t, s.Path()) != wrong {
		t.Errorf("%+v", s.Current())
	}
	if err := s.Modify(func(*Settings) error { return nil }, nil); err == nil || !strings.Contains(err.Error(), "access") {
		t.Errorf("Modify over an invalid file: %v", err)
	}
	if _, err := s.Save(Default(), s.Revision(), nil); err != nil {
		t.Fatal(err)
	}
	names := others(t, s.Path())
	if len(names) != 1 || get(t, filepath.Join(filepath.Dir(s.Path()), names[0])) != wrong || len(s.Problems()) > 0 {
		t.Errorf("the invalid file is gone: %v", names)
	}
}

func TestNewerFileIsNeverWritten(t *testing.T) {
	const newer = "version = 2\naccess = \"by fingerprint\"\nquantum = true\n[[client]]\nname = \"Zed\"\n[listen]\nport = 7000\n"
	s, r := newStore(t, newer)
	if !r.Newer || !s.ReadOnly() || len(r.Problems) > 0 {
		t.Fatalf("%+v", r)
	}
	now := s.Current()
	if now.Access != AccessClients || now.Listen.Port != 7000 || len(now.Clients) != 1 {
		t.Errorf("%+v", now)
	}
	if _, err := s.Save(Default(), s.Revision(), nil); err != ErrNewer {
		t.Errorf("Save: %v", err)
	}
	if err := s.Modify(func(*Settings) error { return nil }, nil); err != ErrNewer {
		t.Errorf("Modify: %v", err)
	}
	if err := s.RestoreBackup(); err != ErrNewer {
		t.Errorf("RestoreBackup: %v", err)
	}
	if get(t, s.Path()) != newer || len(others(t, s.Path())) > 0 {
		t.Error("the file was touched")
	}
}

func TestFolderInPlaceOfTheFileIsAnError(t *testing.T) {
	if _, _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), " cannot be read. ") {
		t.Errorf("got %v", err)
	}
}

func TestRestoreBackup(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	backup := "# mine\n" + text(t, everything())
	put(t, path, "broken [")
	put(t, path+".bak", backup)
	s, r, err := Open(path)
	if err != nil || !r.BackupUsable {
		t.Fatalf("%v %+v", err, r)
	}
	before := s.Revision()
	if err := s.RestoreBackup(); err != nil {
		t.Fatal(err)
	}
	if get(t, path) != backup || !reflect.DeepEqual(s.Current(), everything()) || s.Revision() == before {
		t.Errorf("not restored: %s", get(t, path))
	}
	if get(t, r.BrokenCopy) != "broken [" {
		t.Error("the broken file is gone")
	}
}

func TestBackupThatCannotBeUsedIsNotOffered(t *testing.T) {
	for name, backup := range map[string]string{"none": "", "broken": "[", "invalid": "access = \"x\"", "newer": "version = 9"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.toml")
			put(t, path, "broken [")
			if backup != "" {
				put(t, path+".bak", backup)
			}
			s, r, err := Open(path)
			if err != nil || r.BackupUsable {
				t.Fatalf("%v %+v", err, r)
			}
			if err := s.RestoreBackup(); err != ErrNoBackup {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range []Settings{Default(), everything()} {
		text, err := encode(s, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(commented))
	f.Add([]byte("upstream = [{ name = \"a\" }, 5]\nlisten = { port = \"x\" }\n"))
	f.Add([]byte("a.b.'c d'.\"e\" = '''\n# '''\n[[a.c]]\n[a.c.d]\n"))
	f.Add([]byte("version = 2\n[[rule]]\nforce = { a = nan, b = 2020-01-01 }\n"))
	f.Add([]byte("version = 1\naccess = \"everyone\"\n[listen]\nhosts = [\"*\", \"box\"]\n[allow]\npaths = [\"DELETE /x\", \"POST /files\"]\n[limits]\nper_minute = -1\n[[client]]\nname = \"a\"\norigins = [\"null\"]\n"))
	f.Add([]byte("version = 1\n[[upstream]]\nname = \"a\"\nurl = \"https://169.254.169.254\"\n[[upstream]]\nname = \"b\"\nurl = \"https://b.example\"\nheaders = { Host = \"x\", \"X-A\" = \"b\\r\\nX-Evil: 1\" }\n[[rule]]\nmodels = [\"*\"]\nforce = { stream = true, n = 0 }\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		parsed, err := parse(text)
		if err != nil {
			_ = scan(string(text))
			return
		}
		errs, _ := parsed.safe.Validate()
		if len(errs) > 0 {
			t.Fatalf("what runs is invalid: %v", errs)
		}
		checkSafe(t, parsed.settings, parsed.safe)
		if !parsed.newer && len(parsed.errs) == 0 {
			// Any valid file can be changed, and is then what was saved.
			if _, err := encode(everything(), text); err != nil {
				t.Fatal(err)
			}
			again, err := encode(parsed.settings, text)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parse(again)
			if err != nil || !reflect.DeepEqual(f.settings, parsed.settings) {
				t.Fatalf("%v\n%s", err, again)
			}
		}
		path := filepath.Join(dir, "settings.toml")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, r, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if r.BrokenCopy != "" {
			path = r.BrokenCopy
		}
		if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, text) {
			t.Fatalf("the file was not kept: %v", err)
		}
		_ = os.Remove(path)
	})
}

// A look at a damaged file, by a command or by a start that failed, must not
// make the next start take fresh settings for what the person wants.
func TestDamageIsForgottenOnlyWhenSomethingIsSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := os.WriteFile(path, []byte("broken ["), 0o600); err != nil {
		t.Fatal(err)
	}
	var s *Store
	for range 3 {
		var r Report
		var err error
		if s, r, err = Open(path); err != nil || !s.Damaged() || r.FirstRun || r.BrokenCopy == "" || get(t, r.BrokenCopy) != "broken [" {
			t.Fatalf("%+v %v %v", r, s.Damaged(), err)
		}
	}
	if _, err := s.Save(s.Current(), s.Revision(), nil); err != nil || s.Damaged() {
		t.Fatal(err, s.Damaged())
	}
	if s, r, err := Open(path); err != nil || s.Damaged() || r.BrokenCopy != "" {
		t.Errorf("%+v %v", r, err)
	}
}
