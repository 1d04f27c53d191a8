package keystore

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// need makes sure that a program is there. On a machine that is there to test,
// a missing one is a failure.
func need(t *testing.T, program, pkg string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	say := fmt.Sprintf("%s is missing; it comes with: apt-get install %s", program, pkg)
	if os.Getenv("CI") == "true" || os.Getenv("KEYPORT_DESKTOP_TESTS") == "1" {
		t.Fatal(say)
	}
	t.Skip(say)
}

// session is a private desktop session: folders and a session bus that starts
// no services.
type session struct {
	t    *testing.T
	dir  string
	addr string
	bus  *exec.Cmd
	conn *dbus.Conn // of the test itself
}

func newSession(t *testing.T) *session {
	t.Helper()
	need(t, "dbus-daemon", "dbus")
	// Not t.TempDir: the path of a Unix socket has at most 107 bytes.
	dir, err := os.MkdirTemp("", "keyport")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &session{t: t, dir: dir, addr: "unix:path=" + filepath.Join(dir, "run", "bus")}
	for _, d := range []string{"run", "data", "home"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	conf := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(conf, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>`+s.addr+`</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>`), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+conf, "--nofork", "--nopidfile", "--nosyslog", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.bus = cmd
	s.start(cmd)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it listens
		t.Fatalf("dbus-daemon: %v", err)
	}
	s.conn, err = dbus.Connect(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.conn.Close() })
	return s
}

// env is the environment of a program in the session; more wins over it.
func (s *session) env(more ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "HOME=" + filepath.Join(s.dir, "home"),
		"XDG_RUNTIME_DIR=" + filepath.Join(s.dir, "run"), "XDG_DATA_HOME=" + filepath.Join(s.dir, "data"),
		busVariable + "=" + s.addr,
	}, more...)
}

// start starts cmd and gives what ends it and waits for its end, which happens
// at the end of the test at the latest.
func (s *session) start(cmd *exec.Cmd) (stop func()) {
	s.t.Helper()
	var stderr bytes.Buffer
	if cmd.Stderr == nil {
		cmd.Stderr = &stderr
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if s.t.Failed() && stderr.Len() > 0 {
			s.t.Logf("%s said: %s", cmd.Path, stderr.Bytes())
		}
	}
	s.t.Cleanup(stop)
	return stop
}

// owner calls do and waits until the name of the secret service has an owner, or
// has none.
func (s *session) owner(want bool, do func()) {
	s.t.Helper()
	changes := make(chan *dbus.Signal, 8)
	s.conn.Signal(changes)
	defer s.conn.RemoveSignal(changes)
	if err := s.conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secretsName)); err != nil {
		s.t.Fatal(err)
	}
	do()
	late := time.After(20 * time.Second)
	for {
		select {
		case change := <-changes:
			if len(change.Body) == 3 && (change.Body[2] != "") == want {
				return
			}
		case <-late:
			s.t.Fatalf("the owner of %s did not change", secretsName)
		}
	}
}
