//go:build linux

package tray

import (
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"keyport/app/control"
)

// row is an entry of com.canonical.dbusmenu.
type row struct {
	ID    int32
	Props map[string]dbus.Variant
	Kids  []dbus.Variant
}

func (r row) text(key string) string { s, _ := r.Props[key].Value().(string); return s }

func (r row) visible() bool {
	v, said := r.Props["visible"].Value().(bool)
	return v || !said
}

func (r row) children(t *testing.T) (kids []row) {
	t.Helper()
	for _, v := range r.Kids {
		var kid row
		if err := dbus.Store([]any{v.Value()}, &kid); err != nil {
			t.Fatal(err)
		}
		if kid.visible() {
			kids = append(kids, kid)
		}
	}
	return kids
}

func menuOf(conn *dbus.Conn, item dbus.BusObject) dbus.BusObject {
	return conn.Object(item.Destination(), item.Path()+"/menu")
}

func layout(t *testing.T, menu dbus.BusObject) row {
	t.Helper()
	root, _ := layoutAt(t, menu)
	return root
}

// layoutAt gives the menu with its revision.
func layoutAt(t *testing.T, menu dbus.BusObject) (root row, revision uint32) {
	t.Helper()
	if err := menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		t.Fatal(err)
	}
	return root, revision
}

// outline writes the visible rows as text, submenus indented.
func outline(t *testing.T, r row, indent string) string {
	t.Helper()
	var b strings.Builder
	for _, kid := range r.children(t) {
		label := kid.text("label")
		if kid.text("type") == "separator" {
			label = "----"
		}
		b.WriteString(indent + label + "\n" + outline(t, kid, indent+"  "))
	}
	return b.String()
}

// outlineOf is what a panel should show of a state.
func outlineOf(s control.Status) string {
	var b strings.Builder
	var write func(indent string, items []Item)
	write = func(indent string, items []Item) {
		for _, item := range items {
			label := escape(item.Label)
			if item.Separator {
				label = "----"
			}
			b.WriteString(indent + label + "\n")
			write(indent+"  ", item.Sub)
		}
	}
	write("", Menu(s, time.Now()))
	return b.String()
}

// findRow gives the visible row that the labels lead to.
func findRow(t *testing.T, from row, labels ...string) (row, bool) {
	t.Helper()
	for _, kid := range from.children(t) {
		if kid.text("label") == labels[0] {
			if len(labels) == 1 {
				return kid, true
			}
			return findRow(t, kid, labels[1:]...)
		}
	}
	return row{}, false
}
