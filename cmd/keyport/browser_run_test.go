//go:build linux

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"keyport/ui/desktoptest"
)

// findBrowser finds a browser of the Chromium family; .ci/install looks for the
// same. A snap, the only Chromium that Ubuntu has, sees neither the profile nor
// the page of a test.
func findBrowser(t *testing.T) string {
	t.Helper()
	names := []string{"chromium", "google-chrome", "google-chrome-stable"}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			if real, err := filepath.EvalSymlinks(path); err == nil && filepath.Base(real) != "snap" {
				return path
			}
		}
	}
	verdict := t.Skipf
	if desktoptest.Required() {
		verdict = t.Fatalf
	}
	verdict("The hostile web pages need a browser, one of %s and no snap; on Debian: apt-get install --no-install-recommends chromium", strings.Join(names, ", "))
	return ""
}

// browser is a running headless browser with a profile of its own.
type browser struct {
	t     *testing.T
	dir   string
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has been waited for
}

// browse opens an address. No name but those in resolve ("MAP name address")
// leads anywhere, so that the browser calls nobody.
func browse(t *testing.T, resolve, flags []string, address string) *browser {
	t.Helper()
	program := findBrowser(t)
	dir, err := os.MkdirTemp("", "kb")
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, dir: dir, ended: make(chan struct{})}
	args := append([]string{
		"--headless", "--user-data-dir=" + filepath.Join(dir, "profile"), "--password-store=basic", "--no-first-run", "--no-default-browser-check",
		"--host-resolver-rules=" + strings.Join(append(resolve, "MAP * ~NOTFOUND"), ","), "--no-proxy-server", "--disable-quic",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
		"--disable-domain-reliability", "--disable-client-side-phishing-detection", "--disable-breakpad", "--disable-gpu", "--disable-dev-shm-usage",
		"--disable-popup-blocking",
		// Pages that no one looks at are kept waiting otherwise.
		"--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
	}, flags...)
	if os.Getuid() == 0 {
		args = append(args, "--no-sandbox") // for root Chromium does not start with it
	}
	b.cmd = exec.Command(program, append(args, address)...)
	b.cmd.Dir = dir
	b.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "XDG_RUNTIME_DIR=" + dir, "LANG=C.UTF-8"}
	// A test binary that is killed runs no cleanup; its browser must not outlive it.
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	b.cmd.Stdout, b.cmd.Stderr = log, log
	err = b.cmd.Start()
	_ = log.Close()
	if err != nil {
		_ = os.RemoveAll(dir)
		t.Fatal(err)
	}
	go func() { // ends with the browser, which close waits for
		_ = b.cmd.Wait()
		close(b.ended)
	}()
	t.Cleanup(b.close)
	return b
}

// close ends the browser and its helpers, which write to the profile until
// they are gone. It may be called twice.
func (b *browser) close() {
	group := -b.cmd.Process.Pid
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		gone := syscall.Kill(group, syscall.SIGKILL) != nil // nobody is left in it
		err := os.RemoveAll(b.dir)
		if gone && err == nil {
			break
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("the browser does not end: %v", err)
		}
	}
	<-b.ended
}

// said is the end of what the browser wrote.
func (b *browser) said() string {
	text, _ := os.ReadFile(filepath.Join(b.dir, "log"))
	return string(text[max(0, len(text)-3000):])
}
