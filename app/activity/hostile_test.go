package activity_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"unicode"
)

// Names are what an app says. None of them may act on a terminal, a shell or
// the page that a report is pasted into, and none may fill the memory.
func TestHostileNamesAreInert(t *testing.T) {
	for name, model := range map[string]string{
		"direction":    "gpt-\u202etxt.exe\u2066",
		"lines":        "a\n$(touch owned)\r\nb",
		"quotes":       `a'b"c\d`,
		"shell":        "';touch owned;'`touch owned`$(touch owned)",
		"control":      "\x1b[2J\x07\x00",
		"a kilobyte":   strings.Repeat("x", 1000),
		"ten kilobyte": strings.Repeat("x", 10<<10),
		"no UTF-8":     "a\xff\xfeb",
		"ampersand":    "a & <b>*c*</b>",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, plain(200, good), nil)
			quoted, _ := json.Marshal(model)
			w.ask("/v1/chat/completions", strings.Replace(chatBody, `"gpt-4o"`, string(quoted), 1))
			d := w.one()
			if n := len([]rune(d.Row.Asked)); n > 101 {
				t.Errorf("a name of %d characters is kept", n)
			}
			for _, line := range strings.Split(strings.TrimSuffix(d.Report, "\n"), "\n") {
				if name, _, ok := strings.Cut(line, ": "); !ok || strings.TrimSpace(name) == "" {
					t.Errorf("a line of its own: %q", line)
				}
			}
			for _, r := range d.Report + d.Curl {
				if r != '\n' && !unicode.IsPrint(r) {
					t.Errorf("%q is in %q", r, d.Report+d.Curl)
				}
			}
			sh, err := exec.LookPath("sh")
			if err != nil {
				return // no POSIX shell to ask
			}
			// The command line, with printf in place of curl: every word arrives as one.
			cmd := exec.Command(sh, "-c", strings.Replace(d.Curl, "curl ", `printf '%s\n' `, 1))
			cmd.Dir = t.TempDir()
			out, err := cmd.CombinedOutput()
			words := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
			if err != nil || len(words) != 7 || !json.Valid([]byte(words[6])) {
				t.Errorf("%v %q of %s", err, words, d.Curl)
			}
		})
	}
}
