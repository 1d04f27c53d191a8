package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The test binary plays both programs: by the name keyport.com it is this one, by
// the name keyport.exe the one that is started.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "keyport.com":
		main()
	case "keyport.exe":
		os.Exit(play())
	}
	os.Exit(m.Run())
}

// play says what it was given and copies its input until that ends.
func play() int {
	_, _ = os.Stdout.WriteString(strings.Join(os.Args[1:], "|") + ":")
	_, _ = io.Copy(os.Stdout, os.Stdin)
	_, _ = os.Stderr.WriteString("an error")
	return 7
}

// both puts the two programs into a folder and gives the path of this one.
func both(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "a folder")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"keyport.com", "keyport.exe"} {
		if err := os.WriteFile(filepath.Join(dir, name), program, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "keyport.com")
}

func TestPipesArgumentsAndExitCodePass(t *testing.T) {
	cmd := exec.Command(both(t), "key", "set", "an account", "")
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("sk-1\n"), &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Errorf("it ended with %v", err)
	}
	if out.String() != "key|set|an account|:sk-1\n" || errs.String() != "an error" {
		t.Errorf("stdout %q, stderr %q", out.String(), errs.String())
	}
}

func TestTheTrayProgramIsLeftAlone(t *testing.T) {
	cmd := exec.Command(both(t), "--demo")
	in, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	r, w, err := os.Pipe() // play runs until it is closed
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r, in, in
	if err := cmd.Run(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

func TestWithoutTheProgramItSaysSo(t *testing.T) {
	path := both(t)
	if err := os.Remove(strings.TrimSuffix(path, ".com") + ".exe"); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, "status").CombinedOutput()
	if err == nil || !strings.HasPrefix(string(out), "keyport: ") {
		t.Errorf("%v, %q", err, out)
	}
}
