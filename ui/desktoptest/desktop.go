//go:build linux

package desktoptest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// patience is how long anything may take to appear. It only bounds a failure:
// whatever comes sooner is seen within tens of milliseconds.
const patience = 90 * time.Second

// Keyring says which keyring the desktop has.
type Keyring int

// The kinds of keyring.
const (
	KeyringUnlocked Keyring = iota // a login keyring that is open, as after a login
	KeyringLocked                  // the login keyring is locked; using it asks for Password in a dialog
	KeyringNone                    // no secret service, and none that the bus could start
)

// Password opens the login keyring of every desktop.
const Password = "desktop-password"

// Options says what the desktop consists of. The zero value has everything.
type Options struct {
	Width, Height int // size of the screen in pixels; 1280 by 800 where 0
	Keyring       Keyring
	NoWM          bool // no window manager: windows have no frame and get no focus
	NoPanel       bool // no panel, so nothing that shows tray icons
	NoGL          bool // no OpenGL, as on some remote desktops: Fyne can draw no window
}

// Desktop is a running desktop. Its methods may be called from the goroutine of
// the test only; a failure ends that test. See Within for subtests.
type Desktop struct {
	t       testing.TB
	opts    Options
	dir     string // everything private lies below; short, for a socket's path has 108 bytes
	token   string // stands in the environment of every process of this desktop
	display string
	procs   []*process // in the order of their start
	bus     *dbus.Conn
}

// Start starts a desktop that ends with the test. Without the programs it
// needs the test fails with the names of the packages where desktop tests are
// required (CI=true or KEYPORT_DESKTOP_TESTS=1), and is skipped elsewhere.
func Start(t testing.TB, opts Options) *Desktop {
	t.Helper()
	requireTools(t)
	if opts.Width == 0 || opts.Height == 0 {
		opts.Width, opts.Height = 1280, 800
	}
	dir, err := os.MkdirTemp("", "kd") // t.TempDir holds the test's name: too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	d := &Desktop{t: t, opts: opts, dir: dir, token: fmt.Sprintf("%d-%s", os.Getpid(), filepath.Base(dir))}
	t.Cleanup(d.stop)
	for _, sub := range []string{"home", "config", "data", "cache", "state", "run", "tmp", "log", "services"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	d.startX()
	d.startBus()
	d.startKeyring()
	if !opts.NoWM {
		d.startWindowManager()
	}
	if !opts.NoPanel {
		d.startPanel()
	}
	return d
}

// Within makes failures those of a subtest until that ends.
func (d *Desktop) Within(t testing.TB) {
	outer := d.t
	d.t = t
	t.Cleanup(func() { d.t = outer })
}

// Dir is the folder below which everything private to the desktop lies: home,
// config, data, cache, state, run and tmp of its programs, and log with what
// the desktop's own processes said.
func (d *Desktop) Dir() string { return d.dir }

// Env is the environment of a program on the desktop: a person's session with
// nothing in it of the one who runs the tests but PATH.
func (d *Desktop) Env() []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"LANG=C.UTF-8",
		"HOME=" + filepath.Join(d.dir, "home"),
		"TMPDIR=" + filepath.Join(d.dir, "tmp"),
		"XDG_CONFIG_HOME=" + filepath.Join(d.dir, "config"),
		"XDG_DATA_HOME=" + filepath.Join(d.dir, "data"),
		"XDG_CACHE_HOME=" + filepath.Join(d.dir, "cache"),
		"XDG_STATE_HOME=" + filepath.Join(d.dir, "state"),
		"XDG_RUNTIME_DIR=" + filepath.Join(d.dir, "run"),
		"DBUS_SESSION_BUS_ADDRESS=" + d.busAddress(),
		"XDG_CURRENT_DESKTOP=XFCE",
		"XDG_SESSION_TYPE=x11",
		"LIBGL_ALWAYS_SOFTWARE=1",
		"NO_AT_BRIDGE=1", // GTK would start a bus of its own for screen readers
		"GSETTINGS_BACKEND=memory",
		tokenVariable + "=" + d.token,
	}
	if d.display != "" {
		env = append(env, "DISPLAY="+d.display)
	}
	return env
}

// Command prepares a program to run on the desktop. What of it still runs at
// the end of the test is ended with the desktop.
func (d *Desktop) Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = d.Env()
	cmd.Dir = filepath.Join(d.dir, "home")
	return cmd
}

// run runs a small tool to its end and gives what it printed, without the
// line end. Its arguments and its output are part of the failure.
func (d *Desktop) run(name string, args ...string) string {
	d.t.Helper()
	out, err := d.try(name, args...)
	if err != nil {
		d.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func (d *Desktop) try(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.Env()
	out, err := cmd.CombinedOutput()
	return strings.TrimSuffix(string(out), "\n"), err
}

// WaitFor asks until ok answers yes, and fails the test when that takes
// longer than anything on a desktop should. what ends the sentence "... did not come up".
func (d *Desktop) WaitFor(what string, ok func() bool) {
	d.t.Helper()
	if !until(patience, ok) {
		d.t.Fatalf("%s did not come up in %s; the desktop said:\n%s", what, patience, d.logs())
	}
}

// until asks every few milliseconds, at most for limit, until ok answers yes.
func until(limit time.Duration, ok func() bool) bool {
	deadline := time.Now().Add(limit)
	for !ok() {
		if time.Now().After(deadline) {
			return false
		}
		time.Sleep(25 * time.Millisecond)
	}
	return true
}
