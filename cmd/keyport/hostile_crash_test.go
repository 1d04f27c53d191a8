package main_test

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// shaken makes the program's random numbers panic, with every secret in their words, from the call of shake on.
func shaken(t *testing.T, l launch) (_ launch, shake func()) {
	t.Helper()
	when := filepath.Join(t.TempDir(), "shake")
	l.program, l.panics = "keyport-shaken", true
	l.env = append(l.env, "SHAKE="+when, "OPENAI_API_KEY="+leakKey)
	return l, func() {
		if err := os.WriteFile(when, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A panic in the middle of a request ends that request, and its words stay inside.
func TestHostilePanicInAHandler(t *testing.T) {
	for _, format := range []string{"console", "json"} {
		t.Run(format, func(t *testing.T) {
			l, shake := shaken(t, launch{flags: []string{"--log-format", format}})
			k := l.start(t, newAccount(t))
			k.secrets = append(k.secrets, leakKey)
			k.up.answers(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/responses") { // to be translated, with an id of Keyport's own making
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = w.Write([]byte(`data: {"choices":[{"index":0,"delta":{"content":"x"}}]}` + "\n\n"))
			})
			k.warm(t)
			shake()
			got := k.send(t, attack{path: "/" + hostileAddress + "/v1/responses", body: `{"model":"m1","stream":true,"input":"x"}`})
			if k.clean(t, got); got.err == nil {
				t.Errorf("a request with a panic in it ended well: %d %s", got.StatusCode, got.text)
			}
			out := k.run(t, "client", "add", "Zed") // on the control socket, where net/http prints the panic
			k.noSecret(t, "the command line", out)
			log, err := os.ReadFile(filepath.Join(k.dir, "stderr"))
			for _, want := range []string{"a request ended in a panic", "panic serving", "[redacted]"} {
				if err != nil || !strings.Contains(string(log), want) {
					t.Errorf("the log does not say %q: %v", want, err)
				}
			}
			if got := k.send(t, attack{path: "/v1/models"}); got.StatusCode != 200 {
				t.Errorf("the next request got %d", got.StatusCode)
			}
		})
	}
}

// A panic that ends the program leaves a file that says where it was and holds
// no secret, and the next start tells of it once.
func TestHostileCrash(t *testing.T) {
	up := newAccount(t)
	l, shake := shaken(t, launch{dir: t.TempDir(), settings: "[[client]]\nname = \"Zed\"\n"})
	shake() // an app without a password is made one at the start
	cmd, stderr := l.serve(t, up)
	err := cmd.Run()
	_ = stderr.Close()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Fatalf("it ended with %v", err)
	}
	cache := map[string]string{"darwin": "home/Library/Caches/Keyport", "windows": "localappdata/Keyport"}[runtime.GOOS]
	if cache == "" {
		cache = "cache_home/keyport"
	}
	file, old := filepath.Join(l.dir, cache, "crash.txt"), filepath.Join(l.dir, cache, "crash.old.txt")
	check := func(path string) {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"panic: no numbers for", "[redacted]", "secret.Generate", "goroutine "} {
			if !strings.Contains(string(text), want) {
				t.Errorf("it does not say %q:\n%s", want, text)
			}
		}
		if info, err := os.Lstat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info, err)
		}
		if len(text) > 64<<10 {
			t.Errorf("it has %d bytes", len(text))
		}
	}
	check(file)
	check(filepath.Join(l.dir, "stderr"))
	l.program = ""
	for _, told := range []bool{true, false} {
		t.Run("the next start", func(t *testing.T) {
			k := l.start(t, up)
			k.secrets = append(k.secrets, leakKey) // searched in all files at the end
			if status := k.run(t, "status"); strings.Contains(status, "Keyport crashed the last time that it ran. What is known of it stands in "+old) != told {
				t.Errorf("the status says:\n%s", status)
			}
			check(old)
			k.warm(t)
		})
	}
}

// What Keyport starts inherits no secret.
func TestHostileChildren(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // only there a process can be looked at by a script
	}
	dir, bin := t.TempDir(), t.TempDir()
	const window = "#!/bin/sh\ncat /proc/$$/environ >\"$HOME/environ.txt\"\ncat /proc/$$/cmdline /proc/$$/coredump_filter >\"$HOME/cmdline.txt\"\n"
	if err := os.WriteFile(filepath.Join(bin, "keyport-window"), []byte(window), 0o700); err != nil {
		t.Fatal(err)
	}
	k := launch{dir: dir, settings: "[[client]]\nname = \"Zed\"\n", env: []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "GODEBUG=http2debug=2,madvdontneed=1", "API_KEY=" + leakKey, "UPSTREAM_AUTHORIZATION=Bearer " + leakKey,
		"KEYPORT_KEY_ENV=" + leakKey, "KEYPORT_PASSWORD_ZED=" + leakKey, "KEYPORT_ADDRESS_ZED=" + hostileAddress + "z",
	}}.start(t, newAccount(t))
	k.secrets = append(k.secrets, leakKey)
	k.process(t)
	k.warm(t)
	for page, args := range map[string]string{"": "", "key": "--page\x00key\x00"} {
		k.noSecret(t, "keyport open", k.run(t, "open", page))
		for name, want := range map[string]string{"environ.txt": "HOME=" + dir, "cmdline.txt": "keyport-window\x00" + args} {
			text, err := os.ReadFile(filepath.Join(dir, "home", name))
			if err != nil || !strings.Contains(string(text), want) || strings.Contains(string(text), "http2debug") {
				t.Errorf("%s: %v %q", name, err, text)
			}
			for _, variable := range []string{"API_KEY", "AUTH", "KEYPORT_KEY", "KEYPORT_PASSWORD", "KEYPORT_ADDRESS", "SECRET"} {
				if strings.Contains(string(text), variable) {
					t.Errorf("%s holds %s", name, variable)
				}
			}
			k.noSecret(t, name, string(text))
		}
	}
}
