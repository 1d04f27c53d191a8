package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// workflowViolations says what in a workflow gives away more than it needs: a
// workflow runs what a change brings along, beside the keys of the releases.
func workflowViolations(name, text string) (out []string) {
	say := func(what string) { out = append(out, name+": "+what) }
	if !strings.Contains(text, "\npermissions:\n  contents: read\n\n") {
		say("it may do more than read, or does not say so")
	}
	if name != "release.yml" && strings.Contains(text, ": write") {
		say("only the release may write")
	}
	if strings.Contains(text, "pull_request_target") {
		say("the change of a stranger would run with the rights of the project")
	}
	for _, m := range regexp.MustCompile(`\$\{\{ *(\w*)`).FindAllStringSubmatch(commands(text), -1) {
		if m[1] != "matrix" { // which the workflow itself says
			say("what others choose becomes part of a command: " + m[1])
		}
	}
	for _, m := range regexp.MustCompile(`uses: (\S+)`).FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[1], "actions/") && !strings.HasPrefix(m[1], "./") {
			say(m[1] + " is nobody's whom we know")
		}
	}
	if strings.Count(text, "actions/checkout@") != strings.Count(text, "persist-credentials: false") {
		say("a checkout leaves its token behind")
	}
	if strings.Count(text, "runs-on:") != strings.Count(text, "timeout-minutes:") {
		say("a job may run for six hours")
	}
	return out
}

// commands gives what the steps of a workflow run, also over several lines.
func commands(text string) string {
	var out strings.Builder
	inside := -1 // the column of the run that goes on, -1 outside of one
	for line := range strings.Lines(text) {
		bare := strings.TrimLeft(line, " ")
		column := len(line) - len(bare)
		if inside >= 0 && (column > inside || strings.TrimSpace(bare) == "") {
			out.WriteString(line)
			continue
		}
		inside = -1
		key := strings.TrimPrefix(bare, "- ")
		if command, ok := strings.CutPrefix(key, "run:"); ok {
			out.WriteString(command)
			inside = column + len(bare) - len(key)
		}
	}
	return out.String()
}

func TestWorkflowsHoldNoMoreRightsThanTheyNeed(t *testing.T) {
	files, err := filepath.Glob("../../.github/workflows/*")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		names = append(names, name)
		for _, v := range workflowViolations(name, string(text)) {
			t.Error(v)
		}
	}
	for _, must := range []string{"ci.yml", "packages.yml", "release.yml"} {
		if !slices.Contains(names, must) {
			t.Errorf("%s is not there", must)
		}
	}
}

func TestWorkflowsThatGiveAwayTooMuchAreSeen(t *testing.T) {
	const good = "on: push\n\npermissions:\n  contents: read\n\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 5\n    steps:\n" +
		"      - uses: actions/checkout@v5\n        with:\n          persist-credentials: false\n      - run: make\n"
	for name, c := range map[string]struct {
		old, new string
		bad      bool
	}{
		"a good one":             {"", "", false},
		"no permissions":         {"permissions:\n  contents: read\n\n", "", true},
		"every permission":       {"  contents: read", "  contents: write", true},
		"one more":               {"contents: read\n\n", "contents: read\n  packages: read\n\n", true},
		"a job that may write":   {"    runs-on: x", "    permissions:\n      contents: write\n    runs-on: x", true},
		"changes of strangers":   {"on: push", "on: pull_request_target", true},
		"a stranger's action":    {"- run: make", "- uses: somebody/make@v1", true},
		"a name in a command":    {"- run: make", "- run: make ${{ github.head_ref }}", true},
		"a token left behind":    {"          persist-credentials: false\n", "", true},
		"a job without an end":   {"    timeout-minutes: 5\n", "", true},
		"a workflow of our own":  {"- run: make", "- uses: ./.github/workflows/x.yml", false},
		"a name in a longer one": {"- run: make", "- run: |\n          make\n          echo ${{ github.ref_name }}", true},
		"a secret in a command":  {"- run: make", "- run: make ${{ secrets.KEY }}", true},
		"a secret in a variable": {"- run: make", "- env:\n          KEY: ${{ secrets.KEY }}\n        run: make", false},
		"a matrix in a command":  {"- run: make", "- run: make ${{ matrix.target }}", false},
		"a comment at the start": {"on: push", "# why\non: push", false},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1)
			if c.old != "" && text == good {
				t.Fatal("nothing was changed")
			}
			if got := workflowViolations("x.yml", text); (len(got) > 0) != c.bad {
				t.Errorf("violations: %q", got)
			}
		})
	}
}
