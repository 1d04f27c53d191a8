package house

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fyneApp gives the value of a text field of FyneApp.toml, where name, id and version of the app stand.
func fyneApp(t *testing.T, field string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + field + ` *= *"(.*)"$`).FindStringSubmatch(read(t, "FyneApp.toml"))
	if m == nil {
		t.Fatalf("FyneApp.toml has no %s", field)
	}
	return m[1]
}

func TestWhatIsBuiltHasTheVersionOfFyneApp(t *testing.T) {
	want := fyneApp(t, "Version")
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(want) {
		t.Errorf("FyneApp.toml has the version %q, and packages need one like 1.2.3", want)
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatalf("the scripts in .ci need bash: %v", err)
	}
	read(t, ".ci/version") // so that go test runs again when it has changed
	out, err := exec.Command(bash, "../../.ci/version").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(out)); got != want && got != want+"-dev" {
		t.Errorf(".ci/version gives %q, want %q, or %[2]s-dev where the commit is not tagged", got, want)
	}
}

// What is typed as VERSION becomes part of commands, file names, and the version
// resource of Windows: make refuses what is none before it runs anything.
func TestOnlyVersionsAreBuilt(t *testing.T) {
	mk, err := exec.LookPath("make")
	if err != nil {
		t.Fatalf("packages are built by make: %v", err)
	}
	read(t, ".ci/version")
	read(t, "Makefile")
	for version, good := range map[string]bool{
		"1.2.3":           true,
		"1.2.3-rc1":       true,
		"0.10.0-rc.1":     true,
		"1.2":             false,
		"v1.2.3":          false,
		"1.2.3 -s":        false,
		"1.2.3-":          false,
		"1.2.3+5":         false, // dpkg, rpm and Windows each understand something else by it
		"1.2.3-a-b":       false, // dpkg takes b for the revision of the package
		"1.2.70000":       false, // Windows has 16 bits for it
		"01.2.3":          false,
		"; touch x":       false,
		"1.2.3'; false '": false,
		"$(error)":        false,
	} {
		cmd := exec.Command(mk, "-n", "-C", "../..", "keyport", "package-macos", "VERSION="+version)
		cmd.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "MAKE") }) // of a make that runs this test
		out, err := cmd.CombinedOutput()
		text := string(out)
		if good && (err != nil || !strings.Contains(text, "package-macos '"+version+"'") || !strings.Contains(text, "assets.Version="+version+"'")) {
			t.Errorf("VERSION=%s: %v\n%s", version, err, text)
		}
		if !good && (err == nil || !strings.Contains(text, "which is no version like 1.2.3") || strings.Contains(text, "go build")) {
			t.Errorf("VERSION=%s: %v\n%s", version, err, text)
		}
	}
}

// read gives a file of the tree by its path from the top.
func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
