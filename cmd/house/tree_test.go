package house

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// topLevel is all that may lie at the top of the tree. A new entry is a
// decision about the layout, not a place to put things.
var topLevel = []string{
	".ci", ".gitattributes", ".github", ".gitignore", "FyneApp.toml", "LICENSE", "Makefile", "README.md",
	"SECURITY.md", "app", "assets", "cmd", "go.mod", "go.sum", "keystore", "proxy", "ui",
}

// files gives every file of the tree that is committed or would be.
func files(t *testing.T) []string {
	t.Helper()
	// A build server's checkout often belongs to another user, which git refuses by default.
	cmd := exec.Command("git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestTopLevelHoldsOnlyWhatBelongsThere(t *testing.T) {
	var seen []string
	for _, f := range files(t) {
		top, _, _ := strings.Cut(f, "/")
		if !slices.Contains(seen, top) {
			seen = append(seen, top)
		}
	}
	for _, name := range seen {
		if !slices.Contains(topLevel, name) {
			t.Errorf("%s lies at the top of the tree", name)
		}
	}
	for _, name := range []string{"Makefile", "go.mod", "README.md", "LICENSE", "cmd", ".ci"} {
		if !slices.Contains(seen, name) {
			t.Errorf("%s is missing at the top of the tree", name)
		}
	}
}

func TestNothingBuiltIsCommitted(t *testing.T) {
	for _, f := range files(t) {
		if below(f, "bin", "dist") || strings.HasSuffix(f, ".exe") || strings.HasSuffix(f, ".test") {
			t.Errorf("%s is a build result", f)
		}
	}
}
