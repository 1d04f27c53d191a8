//go:build linux

package tray

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

func TestIconComesWithThePanel(t *testing.T) {
	address, _ := startBus(t)
	program := startProgram(t, busVariable+"="+address)
	program.state(ready())
	conn := connectTo(t, address)
	waitForItem(t, conn) // the program is on the bus, and there is no panel

	first := startWatcher(t, address, true)
	first.item(t)
	first.conn.Close() // the panel is restarted
	second := startWatcher(t, address, true)
	second.panel(t).click("Pause", "Pause until I resume")
	program.wantLine("call Pause")
	program.end()
}

// TestLostRegistrationIsMadeGood: the panel came while systray did not listen yet.
func TestLostRegistrationIsMadeGood(t *testing.T) {
	address, _ := startBus(t)
	w := startForgetfulWatcher(t, address, true, 1)
	program := startProgram(t, busVariable+"="+address)
	program.state(ready())
	w.panel(t).click("Open Keyport")
	program.wantLine(`call OpenWindow ""`)
	if log := program.end(); !strings.Contains(log, "registered again") {
		t.Errorf("the program logged %s", log)
	}
}

func TestIconIsRegisteredOnce(t *testing.T) {
	own := []string{":1.42", "org.example.Other"}
	pid := fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", os.Getpid())
	for item, want := range map[string]bool{
		":1.42/StatusNotifierItem": true, ":1.42@/StatusNotifierItem": true, ":1.42": true, pid: true, pid + "/StatusNotifierItem": true,
		":1.421/StatusNotifierItem": false, ":1.4/StatusNotifierItem": false, "org.kde.StatusNotifierItem-1-1": false,
	} {
		if got := known([]string{":1.7/StatusNotifierItem", item}, own); got != want {
			t.Errorf("%q is known: %v, want %v", item, got, want)
		}
	}
}

// waitForItem waits until a program owns a name for a tray icon.
func waitForItem(t *testing.T, conn *dbus.Conn) {
	t.Helper()
	signals := make(chan *dbus.Signal, 64)
	conn.Signal(signals)
	if err := conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged")); err != nil {
		t.Fatal(err)
	}
	isItem := func(name string) bool { return strings.HasPrefix(name, "org.kde.StatusNotifierItem-") }
	var names []string
	if err := conn.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Store(&names); err != nil {
		t.Fatal(err)
	}
	limit := time.After(patience)
	for !slices.ContainsFunc(names, isItem) {
		select {
		case s := <-signals:
			if name, ok := s.Body[0].(string); ok {
				names = append(names, name)
			}
		case <-limit:
			t.Fatal("no program offers a tray icon")
		}
	}
}

func TestDeadBusIsOneLineInTheLog(t *testing.T) {
	program := startProgram(t, busVariable+"=unix:path="+t.TempDir()+"/nobody")
	program.state(ready())
	program.state(attention("Something else"))
	program.wantLog(`"icon":"attention"`)
	log := program.end()
	complaints := 0
	for line := range strings.Lines(log) {
		if !strings.Contains(line, `"level":"debug"`) {
			complaints++
		}
	}
	if complaints != 1 || !strings.Contains(log, "failed to connect to DBus") {
		t.Errorf("the program complained in %d lines: %s", complaints, log)
	}
}

func TestBusThatGoesAwayDoesNotEndTheProgram(t *testing.T) {
	address, stop := startBus(t)
	p, program := showTray(t, address)
	program.state(ready())
	p.untilMenu(ready())
	stop()
	program.state(attention("Something else"))
	program.wantLog(`"icon":"attention"`) // drawn on a bus that is gone
	log := program.end()
	for _, line := range strings.Split(strings.TrimSpace(log), "\n") {
		if line != "" && !strings.HasPrefix(line, "{") {
			t.Errorf("the program said outside its log: %s", line)
		}
	}
}

func TestWithoutABusAddressNothingIsStarted(t *testing.T) {
	usual := runtimeFolders
	runtimeFolders = t.TempDir()
	t.Cleanup(func() { runtimeFolders = usual })
	for _, address := range []string{"", "autolaunch:"} {
		t.Setenv(busVariable, address)
		t.Setenv("XDG_RUNTIME_DIR", "")
		err := Available()
		if err == nil || !strings.Contains(err.Error(), "session bus") {
			t.Errorf("with the address %q Available gives %v", address, err)
		}
		if err := Run(t.Context(), newFakeAPI(ready()), Options{}); err == nil {
			t.Error("Run started")
		}
		if HostPresent(t.Context()) {
			t.Error("there is a host without a bus")
		}
		if err := WatchHost(t.Context(), func(bool) { t.Error("seen") }); err == nil {
			t.Error("WatchHost watches nothing")
		}
	}
}
