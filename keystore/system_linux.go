package keystore

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/godbus/dbus/v5"
)

func thisPlatform() platform {
	return platform{name: LoginKeyring, ready: sessionBus, unlock: unlockKeyring, confirm: confirmWrite}
}

const busVariable = "DBUS_SESSION_BUS_ADDRESS"

var errNoBus = errors.New("this session has no D-Bus session bus")

// sessionBus makes sure that godbus finds a session bus without dbus-launch.
// With no address it would run that program at every call, and each run leaves
// a dbus-daemon behind that nobody else talks to.
//
// The socket $XDG_RUNTIME_DIR/bus is the bus on systems with systemd. godbus
// v5.2.4 looks below /run/user/UID whatever XDG_RUNTIME_DIR says, so the
// address is put where it looks first, as godbus does itself when it finds one.
func sessionBus() error {
	if addr := os.Getenv(busVariable); addr != "" && !strings.HasPrefix(addr, "autolaunch:") {
		return nil
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(dir) { // the XDG base directory specification: relative is as good as unset
		return &Error{Kind: Missing, Err: errNoBus}
	}
	socket := filepath.Join(dir, "bus")
	if info, err := os.Stat(socket); err != nil || info.Mode().Type() != os.ModeSocket {
		return &Error{Kind: Missing, Err: errNoBus}
	}
	return os.Setenv(busVariable, "unix:path="+dbus.EscapeBusAddressValue(socket))
}

// platformKind reads the names of D-Bus errors (D-Bus specification and Secret
// Service API draft).
func platformKind(err error) Kind {
	var e dbus.Error
	if p := (*dbus.Error)(nil); errors.As(err, &p) {
		e = *p
	} else if !errors.As(err, &e) {
		if errors.Is(err, dbus.ErrClosed) {
			return Missing
		}
		return Unknown
	}
	const bus = "org.freedesktop.DBus.Error."
	switch name := e.Name; {
	case name == "org.freedesktop.Secret.Error.IsLocked":
		return Locked
	case strings.HasPrefix(name, bus+"Spawn."): // the service could not be started
		return Missing
	case name == bus+"ServiceUnknown", name == bus+"NameHasNoOwner", name == bus+"NoServer",
		name == bus+"NoReply", name == bus+"Disconnected", name == bus+"TimedOut", name == bus+"Timeout":
		return Missing
	}
	return Refused // it is there and answers no: AccessDenied, NoSuchObject, a failure of its own
}
