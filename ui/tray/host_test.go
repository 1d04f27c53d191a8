//go:build linux

package tray

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

func TestHostIsAskedFor(t *testing.T) {
	address, _ := startBus(t)
	t.Setenv(busVariable, address)
	if err := Available(); err != nil {
		t.Error(err)
	}
	if HostPresent(t.Context()) {
		t.Error("a host without a watcher")
	}
	w := startWatcher(t, address, false)
	if HostPresent(t.Context()) {
		t.Error("a watcher without a host was taken for one")
	}
	w.props.SetMust(watcherName, "IsStatusNotifierHostRegistered", true)
	if !HostPresent(t.Context()) {
		t.Error("the host was not seen")
	}
}

func TestBusIsFoundInTheRuntimeFolder(t *testing.T) {
	address, _ := startBus(t)
	path, _ := strings.CutPrefix(address, "unix:path=")
	path, _, _ = strings.Cut(path, ",")
	t.Setenv(busVariable, "")
	t.Setenv("XDG_RUNTIME_DIR", filepath.Dir(path))
	got, err := busAddress()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := dbus.Connect(got)
	if err != nil {
		t.Fatalf("the address %q leads nowhere: %v", got, err)
	}
	conn.Close()
}

func TestHostThatHangsIsNotWaitedFor(t *testing.T) {
	address, _ := startBus(t)
	t.Setenv(busVariable, address)
	conn := connectTo(t, address)
	if _, err := conn.RequestName(watcherName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	defer close(release)
	err := conn.ExportMethodTable(map[string]any{"Get": func(string, string) (dbus.Variant, *dbus.Error) {
		<-release
		return dbus.MakeVariant(true), nil
	}}, watcherPath, "org.freedesktop.DBus.Properties")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if HostPresent(ctx) {
		t.Error("a host that does not answer was taken for one")
	}
}

func TestHostIsWatched(t *testing.T) {
	address, stop := startBus(t)
	t.Setenv(busVariable, address)
	before := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(t.Context())
	seen, ended := make(chan bool, 8), make(chan error, 1)
	go func() { ended <- WatchHost(ctx, func(present bool) { seen <- present }) }()
	want := func(present bool) {
		t.Helper()
		select {
		case got := <-seen:
			if got != present {
				t.Fatalf("seen %v, want %v", got, present)
			}
		case <-time.After(patience):
			t.Fatalf("%v was not seen", present)
		}
	}
	want(false)
	w := startWatcher(t, address, false)
	w.props.SetMust(watcherName, "IsStatusNotifierHostRegistered", true) // the host comes after its watcher
	want(true)
	w.conn.Close()
	want(false)
	w = startWatcher(t, address, true)
	want(true)
	w.conn.Close()
	want(false)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the end that was asked for gives %v", err)
	}
	goleak.VerifyNone(t, before)

	go func() { ended <- WatchHost(t.Context(), func(present bool) { seen <- present }) }()
	want(false)
	stop()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the bus went away and nobody said so")
		}
	case <-time.After(patience):
		t.Error("WatchHost does not notice that the bus is gone")
	}
}
