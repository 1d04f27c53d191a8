//go:build !windows && !darwin

package tray

import (
	"os"
	"os/exec"
	"testing"
)

// need fails the test without the tool where desktop tests are required: in
// continuous integration a skipped test would be taken for a passed one.
func need(t *testing.T, tool, debianPackage string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err == nil {
		return
	}
	verdict := t.Skipf
	if os.Getenv("CI") == "true" || os.Getenv("KEYPORT_DESKTOP_TESTS") == "1" {
		verdict = t.Fatalf
	}
	verdict("This test needs %s; on Debian and Ubuntu: apt-get install --no-install-recommends %s", tool, debianPackage)
}
