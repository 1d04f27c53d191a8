package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

// taken is the place of the one Keyport, held as a command does that works on
// the settings while none runs.
func taken(t *testing.T) *control.Seat {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CONFIG_HOME", dir)
	seat, err := control.Lock("")
	if err != nil {
		t.Fatal(err)
	}
	return seat
}

// A status bar asks "keyport status" every second, in the moment of a restart or of a login too.
func TestAStartWaitsForACommandToEnd(t *testing.T) {
	seat := taken(t)
	time.AfterFunc(300*time.Millisecond, func() { _ = seat.Close() })
	for _, serving := range []bool{true, false} {
		c := &cli{in: strings.NewReader(""), out: io.Discard, err: io.Discard}
		k, err := c.build(t.Context(), []string{"--keystore", "memory", "--listen", ":0"}, serving)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A command that works on the settings while no Keyport runs holds its place for
// a moment. A service manager has to try again then, so that is another exit code.
func TestServeBesideACommandIsNotGivenUp(t *testing.T) {
	seat := taken(t)
	defer seat.Close()
	defer func(before time.Duration) { findTime = before }(findTime)
	findTime = 100 * time.Millisecond
	var out, said bytes.Buffer
	c := &cli{in: strings.NewReader(""), out: &out, err: &said}
	if code := c.main(t.Context(), []string{"serve", "--keystore", "memory", "--listen", ":0"}); code != 1 {
		t.Errorf("exit code %d: %s", code, said.String())
	}
}
