package settings

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// saverEnv makes this test program a Keyport that does nothing but save.
const saverEnv = "SETTINGS_TEST_SAVE_IN_A_LOOP"

func TestMain(m *testing.M) {
	if path := os.Getenv(saverEnv); path != "" {
		saveInALoop(path)
	}
	if path := os.Getenv(saveOnceEnv); path != "" {
		saveOnce(path)
	}
	os.Exit(m.Run())
}

// numbered gives settings that all belong together: a mixture of two saves would not be one of them.
func numbered(n int) Settings {
	s := everything()
	s.Listen.Port = 2000 + n
	s.Limits.InFlight = 1 + n
	s.Rules[0].Append = fmt.Sprint(n)
	return s
}

func saveInALoop(path string) {
	s, _, err := Open(path)
	for n := 0; err == nil; n = (n + 1) % 500 {
		if _, err = s.Save(numbered(n), s.Revision(), nil); err == nil {
			fmt.Println(n)
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

// A computer that is switched off in the middle of a save, as far as a process can be: SIGKILL.
func TestKilledAtAnyMomentTheFileIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for range 60 {
		cmd := exec.Command(program)
		cmd.Env = append(os.Environ(), saverEnv+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		lines.Scan() // it saves now
		if text := lines.Text(); text != "0" {
			t.Errorf("the saver said %q", text)
		}
		// The random moment is the point here, nothing is waited for.
		time.AfterFunc(time.Duration(rand.IntN(20_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		for lines.Scan() {
		}
		_ = cmd.Wait()

		for _, name := range []string{path, path + ".bak"} {
			text, err := os.ReadFile(name)
			if os.IsNotExist(err) && name != path {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			f, err := parse(text)
			if err != nil || len(f.errs)+len(f.warnings) > 1 { // open access is warned of
				t.Fatalf("%s: %v %v\n%s", filepath.Base(name), err, f.errs, text)
			}
			if want := numbered(f.settings.Listen.Port - 2000); !reflect.DeepEqual(f.settings, want) {
				t.Fatalf("%s is none of the saved settings:\n%s", filepath.Base(name), text)
			}
		}
	}
	s, _, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Modify(setPort(4000), nil); err != nil {
		t.Fatal(err)
	}
	if names := others(t, path); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}
