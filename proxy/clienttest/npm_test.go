package clienttest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"keyport/proxy"
	"keyport/proxy/secret"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

const (
	address = "privateaddressofthisapp1234"
	key     = "sk-CANARY-0123456789abcdef"
)

func TestClientsFromNPM(t *testing.T) {
	switch _, err := exec.LookPath("npm"); {
	case os.Getenv("CI") != "":
		t.Skip("these tests install packages, which continuous integration must not")
	case os.Getenv("KEYPORT_NPM_TESTS") != "1":
		t.Skip("these tests install packages: set KEYPORT_NPM_TESTS=1 to run them")
	case err != nil:
		t.Skip("npm is not installed, so the clients from npm were not tested")
	}
	for _, set := range []struct {
		folder  string // of testdata; packages that fit together
		scripts []string
	}{
		{"current", []string{"ollama", "langchain", "aisdk"}},
		{"former", []string{"aisdk"}},
	} {
		t.Run(set.folder, func(t *testing.T) {
			dir := install(t, set.folder)
			for _, script := range set.scripts {
				t.Run(script, func(t *testing.T) { run(t, dir, script+".mjs") })
			}
		})
	}
}

// install copies a folder of testdata and has npm install its packages there,
// exactly those of the lock file and without their install scripts.
func install(t *testing.T, folder string) string {
	t.Helper()
	dir := t.TempDir()
	for _, source := range []string{filepath.Join("testdata", folder), filepath.Join("testdata", "shared")} {
		if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	return dir
}

// run runs one script against a handler of its own. The script writes a line of
// JSON for each of its checks.
func run(t *testing.T, dir, script string) {
	up := newStrictUpstream(t)
	h, err := proxy.New(proxy.Config{
		Clients: []proxy.Client{{Name: "app", Address: secret.New(address)}},
		Upstreams: []upstream.Config{{
			Name: "strict", Kind: upstream.KindOpenAI, URL: up.URL + "/v1", Models: []string{"*"},
			Key: secret.New(key), KeyOrigin: upstream.Origin(up.URL),
		}},
		Think: think.Options{Mode: think.Strip, Tags: think.DefaultTags},
	}, zerolog.New(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(func() { s.Close(); h.Close() })

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "KEYPORT_URL="+s.URL+"/"+address)
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	out, err := cmd.Output()
	checks := 0
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var check struct{ Name, Error string }
		if json.Unmarshal(lines.Bytes(), &check) != nil || check.Name == "" {
			t.Errorf("the script says %q", lines.Text())
			continue
		}
		checks++
		t.Run(check.Name, func(t *testing.T) {
			if check.Error != "" {
				t.Error(check.Error)
			}
		})
	}
	if err != nil || checks == 0 || wrong.Len() > 0 {
		t.Errorf("%s: %d checks, %v\n%s", script, checks, err, &wrong)
	}
	for _, complaint := range up.Complaints() {
		t.Errorf("the upstream refused a request: %s", complaint)
	}
	if bytes.Contains(out, []byte(key)) {
		t.Error("the client saw the key")
	}
}
