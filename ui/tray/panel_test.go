//go:build linux

package tray

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"keyport/app/control"
	"keyport/assets"
)

// panel is a watcher with an icon in it.
type panel struct {
	t       *testing.T
	conn    *dbus.Conn
	item    dbus.BusObject
	menu    dbus.BusObject
	signals chan *dbus.Signal
}

func showTray(t *testing.T, address string) (*panel, *program) {
	t.Helper()
	w := startWatcher(t, address, true)
	p := startProgram(t, busVariable+"="+address)
	return w.panel(t), p
}

// panel waits for the icon that is registered next.
func (w *watcher) panel(t *testing.T) *panel {
	t.Helper()
	item := w.item(t)
	signals := make(chan *dbus.Signal, 4096)
	w.conn.Signal(signals)
	for _, name := range []string{"org.kde.StatusNotifierItem", "com.canonical.dbusmenu"} {
		if err := w.conn.AddMatchSignal(dbus.WithMatchInterface(name)); err != nil {
			t.Fatal(err)
		}
	}
	return &panel{t, w.conn, item, menuOf(w.conn, item), signals}
}

// until reads the tray after each of its signals until ok says that it shows what it should.
func (p *panel) until(what string, ok func() bool) {
	p.t.Helper()
	limit := time.After(patience)
	for !ok() {
		select {
		case <-p.signals:
		case <-limit:
			p.t.Fatalf("%s did not happen; the menu is\n%s", what, outline(p.t, layout(p.t, p.menu), ""))
		}
	}
}

func (p *panel) property(name string) any {
	p.t.Helper()
	v, err := p.item.GetProperty("org.kde.StatusNotifierItem." + name)
	if err != nil {
		p.t.Fatal(err)
	}
	return v.Value()
}

func (p *panel) untilMenu(s control.Status) {
	p.t.Helper()
	p.until("the menu of "+string(s.State), func() bool { return outline(p.t, layout(p.t, p.menu), "") == outlineOf(s) })
}

func (p *panel) click(labels ...string) {
	p.t.Helper()
	var found row
	p.until(fmt.Sprintf("the row %q", labels), func() (ok bool) {
		found, ok = findRow(p.t, layout(p.t, p.menu), labels...)
		return ok
	})
	err := p.menu.Call("com.canonical.dbusmenu.Event", 0, found.ID, "clicked", dbus.MakeVariant(int32(0)), uint32(0)).Err
	var answer dbus.Error
	if errors.As(err, &answer) && answer.Name == "org.freedesktop.DBus.Error.NoReply" {
		return // the row ended the program, which left the bus before it answered
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// pixels gives the icon as it goes over the bus, to compare.
func (p *panel) pixels() string { return fmt.Sprint(p.property("IconPixmap")) }

func iconOf(t *testing.T, state string) string {
	t.Helper()
	w, h, argb := systrayPixels(t, straightPixels(assets.Icon(state)))
	return fmt.Sprint([][]any{{int32(w), int32(h), argb}})
}
