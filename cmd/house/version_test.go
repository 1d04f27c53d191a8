package house

import (
	"os"
	"os/exec"
	"regexp"
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

// read gives a file of the tree by its path from the top.
func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
