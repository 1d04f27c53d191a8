//go:build unix

package connect

import (
	"os/exec"
	"testing"
)

// A model's name comes from outside; in a line for a shell it must stay a name.
func TestNoNameRunsInAShell(t *testing.T) {
	s := setting("linux")
	s.Models = s.Models[1:]
	s.Models[0].ID = `a'b"$(echo run)` + "`echo run`;echo run\\"
	for id, variable := range map[string]string{"copilot_cli": `printf %s "$COPILOT_MODEL"`, "aider": ""} {
		line := values[id](s.filled()) + "\n" + variable
		if id == "aider" {
			line = `aider() { printf %s "${2#openai/}"; }` + "\n" + line
		}
		out, err := exec.Command("sh", "-c", line).Output()
		if err != nil || string(out) != s.Models[0].ID {
			t.Errorf("%s: %v, the name became %q", id, err, out)
		}
	}
}
