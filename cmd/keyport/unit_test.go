package main

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A Keyport in the tray must not have one of systemd at its heels, which takes
// over when the person quits it (systemd.service(5)).
func TestTheUnitDoesNotWaitForTheTrayToEnd(t *testing.T) {
	unit, err := os.ReadFile("../../assets/package/linux/keyport.service")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(unit), "\n")
	for _, want := range []string{"Restart=on-failure", "RestartPreventExitStatus=" + strconv.Itoa(exitRuns)} {
		if !slices.Contains(lines, want) {
			t.Errorf("the unit lacks %s", want)
		}
	}
	manual, err := os.ReadFile("../../assets/package/linux/keyport.1")
	if err != nil || !strings.Contains(string(manual), "2 wrong usage, "+strconv.Itoa(exitRuns)+"\n.B keyport serve") {
		t.Errorf("the manual does not name the exit code: %v", err)
	}
}
