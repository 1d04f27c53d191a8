//go:build linux

package tray

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// patience bounds a failure; whatever is waited for comes within milliseconds.
const patience = 20 * time.Second

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
`

// startBus starts a session bus that can start nothing itself. stop ends it early.
func startBus(t *testing.T) (address string, stop func()) {
	t.Helper()
	need(t, "dbus-daemon", "dbus")
	dir, err := os.MkdirTemp("", "kt") // short, for a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(dir, "bus")), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--nosyslog", "--print-address=1")
	var said strings.Builder
	daemon.Stderr = &said
	daemon.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = daemon.Process.Signal(syscall.SIGTERM)
		_ = daemon.Wait()
		if t.Failed() {
			t.Logf("dbus-daemon said: %s", said.String())
		}
	})
	t.Cleanup(stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon gave no address: %v", err)
	}
	return strings.TrimSpace(line), stop
}

func connectTo(t *testing.T, address string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// watcher is a panel: it takes registrations of tray icons.
type watcher struct {
	conn  *dbus.Conn
	items chan dbus.BusObject
	props *prop.Properties

	mu    sync.Mutex
	known []string
	loses int // how many registrations get lost
}

func (w *watcher) RegisterStatusNotifierItem(sender dbus.Sender, service string) *dbus.Error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.loses > 0 {
		w.loses--
		return nil
	}
	w.known = append(w.known, string(sender)+service)
	w.props.SetMust(watcherName, "RegisteredStatusNotifierItems", w.known)
	w.items <- w.conn.Object(string(sender), dbus.ObjectPath(service))
	return nil
}

func (w *watcher) RegisterStatusNotifierHost(string) *dbus.Error { return nil }

func startWatcher(t *testing.T, address string, hosts bool) *watcher {
	t.Helper()
	return startForgetfulWatcher(t, address, hosts, 0)
}

func startForgetfulWatcher(t *testing.T, address string, hosts bool, loses int) *watcher {
	t.Helper()
	w := &watcher{conn: connectTo(t, address), items: make(chan dbus.BusObject, 4), loses: loses}
	var err error
	w.props, err = prop.Export(w.conn, watcherPath, prop.Map{watcherName: {
		"IsStatusNotifierHostRegistered": {Value: hosts, Emit: prop.EmitTrue},
		"ProtocolVersion":                {Value: int32(0), Emit: prop.EmitTrue},
		"RegisteredStatusNotifierItems":  {Value: []string{}, Emit: prop.EmitTrue},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.conn.Export(w, watcherPath, watcherName); err != nil {
		t.Fatal(err)
	}
	if _, err := w.conn.RequestName(watcherName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *watcher) item(t *testing.T) dbus.BusObject {
	t.Helper()
	select {
	case item := <-w.items:
		return item
	case <-time.After(patience):
		t.Fatal("no tray icon was registered")
		return nil
	}
}
