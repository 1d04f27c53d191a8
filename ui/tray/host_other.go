//go:build !windows && !darwin

package tray

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/godbus/dbus/v5"

	"keyport/assets"
)

const (
	busVariable = "DBUS_SESSION_BUS_ADDRESS"
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
)

// runtimeFolders holds the runtime folder of each person where a session did not say so; a variable for tests.
var runtimeFolders = "/run/user"

// hostTime bounds the question to the bus: a desktop that hangs must not hold up Keyport's start.
const hostTime = 2 * time.Second

// Available says in one sentence why Run cannot show an icon in this session,
// or nil. It only looks whether the session has a bus: without an address the
// D-Bus library would start a dbus-daemon that outlives Keyport.
func Available() error {
	_, err := busAddress()
	return err
}

// busAddress gives the address of the session bus without starting one.
func busAddress() (string, error) {
	if address := os.Getenv(busVariable); address != "" && address != "autolaunch:" {
		return address, nil
	}
	folders := []string{os.Getenv("XDG_RUNTIME_DIR"), filepath.Join(runtimeFolders, strconv.Itoa(os.Getuid()))}
	for _, folder := range folders {
		if !filepath.IsAbs(folder) {
			continue
		}
		socket := filepath.Join(folder, "bus")
		if info, err := os.Stat(socket); err == nil && info.Mode()&os.ModeSocket != 0 {
			return "unix:path=" + dbus.EscapeBusAddressValue(socket), nil
		}
	}
	return "", errors.New(assets.T("tray.error.no_bus"))
}

// HostPresent says whether something shows tray icons now: a panel, or an
// extension of the desktop. It asks the session bus, since names of desktops and
// extensions say little; it takes at most 2 s.
func HostPresent(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, hostTime)
	defer cancel()
	conn, err := SessionBus(ctx)
	if err != nil {
		return false
	}
	defer conn.Close()
	return hostOn(ctx, conn)
}

// WatchHost calls seen with whether a tray host is present, at once and on
// every change. It returns nil when ctx ends, or why it cannot go on watching:
// there is no bus, or the bus went away.
func WatchHost(ctx context.Context, seen func(present bool)) error {
	conn, err := SessionBus(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, rule := range [][]dbus.MatchOption{
		{
			dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"),
			dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcherName),
		},
		// A watcher may own its name before its host is there.
		{dbus.WithMatchObjectPath(watcherPath), dbus.WithMatchInterface(watcherName)},
		{dbus.WithMatchObjectPath(watcherPath), dbus.WithMatchInterface("org.freedesktop.DBus.Properties")},
	} {
		if err := conn.AddMatchSignalContext(ctx, rule...); err != nil {
			return watchError(ctx, err)
		}
	}
	present := ask(ctx, conn)
	seen(present)
	for {
		select {
		case <-ctx.Done():
			return nil
		case _, open := <-signals:
			if !open {
				return watchError(ctx, dbus.ErrClosed)
			}
			if now := ask(ctx, conn); now != present && ctx.Err() == nil {
				present = now
				seen(present)
			}
		}
	}
}

// watchError is nil for the end that the caller asked for.
func watchError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// SessionBus connects to the session bus until ctx ends or the connection is
// closed. It never starts a bus, see Available.
func SessionBus(ctx context.Context) (*dbus.Conn, error) {
	address, err := busAddress()
	if err != nil {
		return nil, err
	}
	return dbus.Connect(address, dbus.WithContext(ctx))
}

func ask(ctx context.Context, conn *dbus.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, hostTime)
	defer cancel()
	return hostOn(ctx, conn)
}

// hostOn asks for the owner first: a question to the watcher itself might start one.
func hostOn(ctx context.Context, conn *dbus.Conn) bool {
	var owned bool
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, watcherName).Store(&owned); err != nil || !owned {
		return false
	}
	var registered dbus.Variant
	err := conn.Object(watcherName, watcherPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get",
		dbus.FlagNoAutoStart, watcherName, "IsStatusNotifierHostRegistered").Store(&registered)
	yes, _ := registered.Value().(bool)
	return err == nil && yes
}
