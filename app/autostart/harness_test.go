package autostart

import (
	"os"
	"path/filepath"
	"testing"
)

// program makes something that can be started and gives its path.
func program(t *testing.T, path ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{t.TempDir()}, path...)...)
	put(t, file, "#!/bin/sh\n")
	if err := os.Chmod(file, 0o755); err != nil {
		t.Fatal(err)
	}
	return file
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
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

func (e *Entry) want(t *testing.T, want State) Status {
	t.Helper()
	s := e.Look(t.Context())
	if s.State != want {
		t.Fatalf("the state is %+v, want %s", s, want)
	}
	return s
}

func (e *Entry) set(t *testing.T, on bool) Status {
	t.Helper()
	s, err := e.Set(t.Context(), on)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
