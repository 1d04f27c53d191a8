//go:build !windows && !darwin

package tray

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// secondLook is when registerAgain looks: long after a panel has answered.
const secondLook = 2 * time.Second

// registerAgain looks once whether the panel knows the icon, and registers it if
// not. systray registers first and begins to listen for a panel afterwards: a
// panel that comes between the two is missed for good, and at login both start
// in the same second.
func (n *native) registerAgain(ctx context.Context) {
	select {
	case <-time.After(secondLook):
	case <-ctx.Done():
		return
	}
	// systray's own connection: a panel takes the sender for the owner of the icon.
	conn, err := dbus.SessionBus()
	if err != nil || !ask(ctx, conn) {
		return // no bus, which systray has told, or no panel yet, which it listens for
	}
	ctx, cancel := context.WithTimeout(ctx, hostTime)
	defer cancel()
	panel := conn.Object(watcherName, watcherPath)
	var answer dbus.Variant
	err = panel.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
		watcherName, "RegisteredStatusNotifierItems").Store(&answer)
	items, ok := answer.Value().([]string)
	if err != nil || !ok || known(items, conn.Names()) {
		return
	}
	err = panel.CallWithContext(ctx, watcherName+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, "/StatusNotifierItem").Err
	n.log.Info().AnErr("error", err).Msg("the tray icon was registered again")
}

// known says whether one of the items is ours: panels list them as
// ":1.42/StatusNotifierItem" or with the name that systray takes.
func known(items, names []string) bool {
	names = append([]string{fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", os.Getpid())}, names...)
	for _, item := range items {
		for _, name := range names {
			if rest, ok := strings.CutPrefix(item, name); ok && (rest == "" || rest[0] == '/' || rest[0] == '@') {
				return true
			}
		}
	}
	return false
}
