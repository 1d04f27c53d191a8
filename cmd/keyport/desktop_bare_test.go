//go:build linux

package main_test

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"keyport/ui/desktoptest"
)

// GNOME without an extension, and many small desktops, show no tray icons: the
// window is the only thing to be seen, and whoever has closed it starts Keyport
// again.
func TestDesktopWithoutATray(t *testing.T) {
	r := &desktopRun{t: t, Desktop: desktoptest.Start(t, desktoptest.Options{NoPanel: true}), ended: make(chan error, 1)}
	r.build()
	r.showMessages(t)
	r.start(t)
	r.WaitWindow("Keyport")
	r.WaitFor("the word that there is no tray", func() bool { return r.status(t).has("no_tray") })

	r.closeWindow(t)
	r.answers(t)
	if s := r.status(t); s.TrayHost {
		t.Error("there is said to be a tray")
	}
	if got := r.messages.seen(); len(got) > 0 {
		t.Errorf("a tray that is not there is spoken of: %q", got)
	}

	again := r.Command(r.program)
	if out, err := again.CombinedOutput(); err != nil {
		t.Fatalf("the second start: %v\n%s", err, out)
	}
	r.WaitWindow("Keyport")
	r.WaitFor("the window's connection", func() bool { return r.status(t).Window })

	r.StartPanel()
	r.WaitTrayItem("keyport")
	r.WaitFor("the tray", func() bool { s := r.status(t); return s.TrayHost && !s.has("no_tray") })

	// Started by hand, the window brings Keyport along, which opens none of its own.
	r.keyport(t, "quit")
	<-r.ended
	r.WaitFor("the end of the window", func() bool { return r.FindWindow("Keyport") == "" })
	window := r.Command(strings.TrimSuffix(r.program, "keyport") + "keyport-window")
	if err := window.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { r.ended <- window.Wait() }() // ends with the desktop at the latest
	r.WaitWindow("Keyport")
	r.WaitFor("the window's connection", func() bool { return r.status(t).Window })
	r.WaitTrayItem("keyport")
	if n := r.windows(); n != 1 {
		t.Errorf("there are %d windows", n)
	}
}

// windows counts the window programs that run.
func (r *desktopRun) windows() (n int) {
	for _, pid := range r.Processes() {
		if exe, _ := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "exe")); filepath.Base(exe) == "keyport-window" {
			n++
		}
	}
	return n
}

// Some remote desktops and virtual machines have no OpenGL, and Fyne draws with
// nothing else (fyne-io/fyne#410, #4565). Keyport goes on and says so wherever
// the window was asked for.
func TestDesktopWithoutOpenGL(t *testing.T) {
	r := &desktopRun{t: t, Desktop: desktoptest.Start(t, desktoptest.Options{NoGL: true}), ended: make(chan error, 1)}
	r.build()
	r.start(t)
	r.item = r.WaitTrayItem("keyport")
	r.WaitFor("the word that there is no window", func() bool { return r.status(t).has("no_window") })
	r.item.Click("The window cannot be shown. Try again…")

	var failed *exec.ExitError
	out, err := r.Command(r.program, "open").CombinedOutput()
	if !errors.As(err, &failed) || failed.ExitCode() != 1 || !strings.Contains(string(out), "OpenGL") {
		t.Errorf("keyport open: %v\n%s", err, out)
	}
	window := r.Command(strings.TrimSuffix(r.program, "keyport") + "keyport-window")
	out, err = window.CombinedOutput()
	if !errors.As(err, &failed) || failed.ExitCode() != 3 || !strings.Contains(string(out), "OpenGL") {
		t.Errorf("keyport-window: %v\n%s", err, out)
	}
	if s := r.status(t); s.Window || s.State != "setup" {
		t.Errorf("%+v", s)
	}
	r.answers(t)
}

// answers fails the test unless Keyport answers on its port.
func (r *desktopRun) answers(t *testing.T) {
	t.Helper()
	resp, err := http.Get(r.status(t).Address + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("health says %s", resp.Status)
	}
}
