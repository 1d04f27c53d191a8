package app

import (
	"os"
	"os/exec"
	"testing"
)

// The new file may vanish or break while the last requests run.
func TestAProgramThatCannotBeReplacedStaysWhatItIs(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), replaceStep+"=1")
	if said, err := cmd.CombinedOutput(); err != nil || string(said) != "started" {
		t.Errorf("%v: %s", err, said)
	}
}
