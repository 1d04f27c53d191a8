package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

// A command that works on the settings while no Keyport runs holds its place for
// a moment. A service manager has to try again then, so that is another exit code.
func TestServeBesideACommandIsNotGivenUp(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("HOME", dir)
	seat, err := control.Lock("")
	if err != nil {
		t.Fatal(err)
	}
	defer seat.Close()
	defer func(before time.Duration) { findTime = before }(findTime)
	findTime = 100 * time.Millisecond
	var out, said bytes.Buffer
	c := &cli{in: strings.NewReader(""), out: &out, err: &said}
	if code := c.main(t.Context(), []string{"serve", "--keystore", "memory", "--listen", ":0"}); code != 1 {
		t.Errorf("exit code %d: %s", code, said.String())
	}
}
