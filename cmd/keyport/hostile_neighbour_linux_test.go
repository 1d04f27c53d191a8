package main_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Loopback belongs to every user of the computer. Another one learns that
// Keyport runs, and gets neither at the account nor at the control socket.
// Where the tests may not become somebody else, the requests are made all the
// same; the folder cannot be tried.
func TestHostileNeighbour(t *testing.T) {
	k := start(t, newAccount(t), "")
	k.warm(t)
	k.up.forget()
	folder := filepath.Join(k.dir, "runtime_dir", "keyport")
	// Nothing but the folder itself may stand in the way.
	for _, dir := range []string{filepath.Dir(k.dir), k.dir, filepath.Dir(folder)} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	home := t.TempDir()
	other := os.Geteuid() == 0
	run := func(args ...string) (string, error) {
		cmd := exec.Command("/proc/self/exe")
		cmd.Args, cmd.Dir = args, "/"
		cmd.Env = []string{"GORACE=atexit_sleep_ms=0", "HOME=" + home, "XDG_RUNTIME_DIR=" + filepath.Dir(folder)}
		if other {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: nobody(t, home)}
		}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if _, err := run("neighbour", "http://"+k.addr, folder); errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EINVAL) {
		other = false // a root that may not become somebody else, as in some containers
	}
	paths := []string{"/", "/health", "/api/version", "/api/tags", "/v1/models", "/v1/chat/completions", "/status", "/models", "/api/status"}
	out, err := run(append([]string{"neighbour", "http://" + k.addr, folder}, paths...)...)
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	k.noSecret(t, "what the neighbour saw", out)
	got := map[string]string{}
	for line := range strings.Lines(out) {
		what, result, _ := strings.Cut(strings.TrimSpace(line), " ")
		got[what] = result
	}
	for _, path := range paths {
		status, size, _ := strings.Cut(got[path], " ")
		switch n, _ := strconv.Atoi(size); {
		case path == "/" || path == "/health":
			if status != "200" || n > 32 {
				t.Errorf("%s told a neighbour %s", path, got[path])
			}
		case status != "401" && status != "404":
			t.Errorf("%s told a neighbour %s", path, got[path])
		}
	}
	if seen := k.up.requests(); len(seen) != 0 {
		t.Errorf("the account saw %d requests", len(seen))
	}
	if !other {
		t.Log("the folder was not tried as another user")
		return
	}
	if got["beside"] != "open" {
		t.Logf("more than the folder stood in the way: %s", got["beside"])
	}
	for _, what := range []string{"folder", "socket", "lock", "write", "remove", "rename"} {
		if got[what] != "refused" {
			t.Errorf("%s: %q", what, got[what])
		}
	}
	// Their own Keyport does not take ours for theirs, whatever a variable says.
	out, err = run("keyport", "url", "--password")
	if k.noSecret(t, "their command line", out); err == nil {
		t.Errorf("it gave them %q", out)
	}
	k.works(t)
}

// nobody is the user that owns nothing; home is made theirs.
func nobody(t *testing.T, home string) *syscall.Credential {
	t.Helper()
	id := uint64(65534)
	if u, err := user.Lookup("nobody"); err == nil {
		if id, err = strconv.ParseUint(u.Uid, 10, 32); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(home, int(id), int(id)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(home), 0o755); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(id), Gid: uint32(id)}
}
