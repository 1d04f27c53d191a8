//go:build linux

package main_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"keyport/ui/desktoptest"
)

// desktopRun is both programs on a desktop of their own.
type desktopRun struct {
	*desktoptest.Desktop
	t        *testing.T
	program  string // path of keyport; keyport-window lies beside it
	upstream *llm
	item     *desktoptest.TrayItem
	ended    chan error // gets how keyport ended
	address  string     // the private address of the first app
	secret   string     // its secret path
	messages messages
}

// build builds both programs as a package has them. They are built outside the
// desktop, with the caches of whoever runs the test.
func (r *desktopRun) build() {
	dir := r.t.TempDir()
	r.program = filepath.Join(dir, "keyport")
	for name, cgo := range map[string]string{"keyport": "0", "keyport-window": "1"} {
		cmd := exec.Command("go", "build", "-o", filepath.Join(dir, name), "keyport/cmd/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
		if out, err := cmd.CombinedOutput(); err != nil {
			r.t.Fatalf("%s does not build: %v\n%s", name, err, out)
		}
	}
}

// start starts keyport as a click on its icon does.
func (r *desktopRun) start(t *testing.T) {
	t.Helper()
	log, err := os.Create(filepath.Join(r.Dir(), "log", "keyport.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd := r.Command(r.program)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { r.ended <- cmd.Wait() }() // ends with keyport, which the desktop ends at the latest
}

// closeWindow closes the window as the person does, and waits for its end.
func (r *desktopRun) closeWindow(t *testing.T) {
	t.Helper()
	r.Focus(r.FindWindow("Keyport"))
	r.Key("alt+F4")
	r.WaitFor("the window's end", func() bool { return r.FindWindow("Keyport") == "" && !r.status(t).Window })
}

// keyport runs a subcommand and gives what it printed.
func (r *desktopRun) keyport(t *testing.T, args ...string) string {
	t.Helper()
	cmd := r.Command(r.program, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("keyport %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return strings.TrimSpace(string(out))
}

type desktopStatus struct {
	State    string
	Paused   bool
	Window   bool
	TrayHost bool `json:"tray_host"`
	Address  string
	Problems []struct{ Code, Sentence string }
}

func (s desktopStatus) has(code string) bool {
	return slices.ContainsFunc(s.Problems, func(p struct{ Code, Sentence string }) bool { return p.Code == code })
}

func (r *desktopRun) status(t *testing.T) (s desktopStatus) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.keyport(t, "status", "--json")), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// request sends what Copilot sends, headers and all, to the private address.
func (r *desktopRun) request(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"User-Agent": "GitHubCopilotChat/0.42.0", "Authorization": "Bearer ", "Content-Type": "application/json",
		"X-Request-Id": "1", "OpenAI-Intent": "conversation-agent", "X-Initiator": "user", "Cookie": "a=b",
	} {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func (r *desktopRun) ask(t *testing.T, method, path, body string, into any) {
	t.Helper()
	status, text := r.request(t, method, path, body)
	if err := json.Unmarshal([]byte(text), into); status != http.StatusOK || err != nil {
		t.Fatalf("%s %s: %d %s %v", method, path, status, text, err)
	}
}

func (r *desktopRun) chat(t *testing.T, model string) (int, string) {
	t.Helper()
	return r.request(t, http.MethodPost, "/v1/chat/completions", `{"model":"`+model+`","messages":[{"role":"user","content":"Say hello"}],`+
		`"temperature":0.1,"top_p":1,"n":1,"stream":true,"stream_options":{"include_usage":true}}`)
}

// nowhereOnDisk looks for secrets in every file that the desktop's programs
// could have written, logs included, and in every command line and environment.
func (r *desktopRun) nowhereOnDisk(t *testing.T, secrets ...string) {
	t.Helper()
	search := func(path string, text []byte) {
		for _, s := range secrets {
			if bytes.Contains(text, []byte(s)) {
				t.Errorf("a secret (%d bytes) stands in %s", len(s), path)
			}
		}
	}
	files := 0
	err := filepath.WalkDir(r.Dir(), func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && !os.IsNotExist(err):
			return err
		case err != nil:
			return nil // a temporary file that is gone
		case path == r.KeyringDir():
			return fs.SkipDir // encrypted; the one place where it may be
		case e.Type().IsRegular():
			files++
			text, err := os.ReadFile(path)
			if err != nil && !os.IsNotExist(err) {
				return err
			}
			search(path, text)
		}
		return nil
	})
	if err != nil || files < 5 {
		t.Fatalf("only %d files were searched: %v", files, err)
	}
	for _, pid := range r.Processes() {
		for _, name := range []string{"cmdline", "environ"} {
			text, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), name)) // gone: says nothing
			search(name+" of a process", text)
		}
	}
}
