package keystore

import (
	"fmt"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestKindsOfDBusErrors(t *testing.T) {
	for name, want := range map[string]Kind{
		"org.freedesktop.DBus.Error.ServiceUnknown":        Missing,
		"org.freedesktop.DBus.Error.NameHasNoOwner":        Missing,
		"org.freedesktop.DBus.Error.NoReply":               Missing,
		"org.freedesktop.DBus.Error.Disconnected":          Missing,
		"org.freedesktop.DBus.Error.TimedOut":              Missing,
		"org.freedesktop.DBus.Error.Spawn.ChildExited":     Missing,
		"org.freedesktop.DBus.Error.Spawn.ServiceNotFound": Missing,
		"org.freedesktop.Secret.Error.IsLocked":            Locked,
		"org.freedesktop.Secret.Error.NoSuchObject":        Refused,
		"org.freedesktop.DBus.Error.AccessDenied":          Refused,
		"org.gnome.keyring.Error.Failed":                   Refused,
	} {
		t.Run(name, func(t *testing.T) {
			e := dbus.NewError(name, []any{"a sentence"})
			for _, err := range []error{e, *e, fmt.Errorf("get: %w", *e)} { // godbus returns both
				wantKind(t, failure("get", err), want)
			}
		})
	}
	wantKind(t, failure("get", dbus.ErrClosed), Missing)
}
