//go:build !windows

package update

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Whoever opens a pipe that nobody writes to waits for ever.
func TestAPipeInThePlaceOfTheFileHoldsNothingUp(t *testing.T) {
	s := newSite(t)
	s.publish(release("1.4.0"))
	file := stateFile(t)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(file, 0o600); err != nil {
		t.Fatal(err)
	}
	c := s.checker("1.3.0", file)
	if err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if k := s.checker("1.3.0", file).Known(); !k.Newer {
		t.Errorf("what was found in its place is not kept: %+v", k)
	}
}
