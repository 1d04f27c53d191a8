//go:build linux

package main_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

// messages is the part of a desktop that shows messages
// (org.freedesktop.Notifications); it keeps their titles.
type messages struct {
	mu     sync.Mutex
	titles []string
}

func (m *messages) Notify(_ string, _ uint32, _, title, _ string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.titles = append(m.titles, title)
	return uint32(len(m.titles)), nil
}

func (m *messages) CloseNotification(uint32) *dbus.Error { return nil }

func (m *messages) seen() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.titles)
}

func (r *desktopRun) showMessages(t *testing.T) {
	t.Helper()
	const name = "org.freedesktop.Notifications"
	if err := r.Bus().Export(&r.messages, "/org/freedesktop/Notifications", name); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Bus().RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
}

// toldOnce: that Keyport stays when its window is closed is news once. A start,
// a pause, a copy, a window that is closed again and the end are none.
func (r *desktopRun) toldOnce(t *testing.T) {
	t.Helper()
	const want = "Still running in the tray"
	r.WaitFor("the message", func() bool { return len(r.messages.seen()) > 0 })
	if got := r.messages.seen(); !slices.Equal(got, []string{want}) {
		t.Errorf("the desktop was to show %q, want %q once", got, want)
	}
}
