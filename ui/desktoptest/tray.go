//go:build linux

package desktoptest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

func objectPaths(paths []string) []dbus.ObjectPath {
	out := make([]dbus.ObjectPath, len(paths))
	for i, p := range paths {
		out[i] = dbus.ObjectPath(p)
	}
	return out
}

// TrayItem is an icon that a program registered with the tray
// (freedesktop.org StatusNotifierItem, menu by com.canonical.dbusmenu).
type TrayItem struct {
	d    *Desktop
	name string
	path dbus.ObjectPath
}

// MenuItem is one entry of a tray menu.
type MenuItem struct {
	ID        int32
	Label     string // without the marks of access keys
	Separator bool
	Disabled  bool
	Hidden    bool
	Checkable bool
	Checked   bool
	Children  []MenuItem
}

// TrayItems gives the items that are registered with the tray now.
func (d *Desktop) TrayItems() []*TrayItem {
	d.t.Helper()
	var names []string
	v, err := d.bus.Object(watcher, "/StatusNotifierWatcher").GetProperty(watcher + ".RegisteredStatusNotifierItems")
	if err == nil {
		err = v.Store(&names)
	}
	if err != nil {
		d.t.Fatalf("the tray does not tell its items: %v", err)
	}
	items := make([]*TrayItem, 0, len(names))
	for _, n := range names { // ":1.42/StatusNotifierItem"
		if i := strings.Index(n, "/"); i > 0 {
			items = append(items, &TrayItem{d: d, name: n[:i], path: dbus.ObjectPath(n[i:])})
		}
	}
	return items
}

// WaitTrayItem waits for an item whose Id or Title contains part, in any case.
func (d *Desktop) WaitTrayItem(part string) *TrayItem {
	d.t.Helper()
	var found *TrayItem
	d.WaitFor(fmt.Sprintf("a tray item %q", part), func() bool {
		for _, item := range d.TrayItems() {
			text := item.Property("Id") + "\n" + item.Property("Title")
			if strings.Contains(strings.ToLower(text), strings.ToLower(part)) {
				found = item
				return true
			}
		}
		return false
	})
	return found
}

// Property gives a text property of the item ("Id", "Title", "Status"), "" when it has none.
func (i *TrayItem) Property(name string) string {
	v, err := i.d.bus.Object(i.name, i.path).GetProperty("org.kde.StatusNotifierItem." + name)
	if err != nil {
		return ""
	}
	s, _ := v.Value().(string)
	return s
}

// Gone says whether the item has left the tray.
func (i *TrayItem) Gone() bool {
	for _, other := range i.d.TrayItems() {
		if other.name == i.name {
			return false
		}
	}
	return true
}

// Activate is what a left click on the icon does.
func (i *TrayItem) Activate() {
	i.d.t.Helper()
	err := i.d.bus.Object(i.name, i.path).Call("org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)).Err
	if err != nil {
		i.d.t.Fatalf("the tray item cannot be activated: %v", err)
	}
}

func (i *TrayItem) menu() dbus.BusObject {
	v, err := i.d.bus.Object(i.name, i.path).GetProperty("org.kde.StatusNotifierItem.Menu")
	if path, ok := v.Value().(dbus.ObjectPath); err == nil && ok {
		return i.d.bus.Object(i.name, path)
	}
	return i.d.bus.Object(i.name, i.path+"/menu")
}

// layout is a node of com.canonical.dbusmenu, type (ia{sv}av).
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// Menu reads the menu as it is now. A program that has just rebuilt it may
// answer without submenus once; use Find to wait for an entry.
func (i *TrayItem) Menu() ([]MenuItem, error) {
	var (
		revision uint32
		root     layout
	)
	call := i.menu().Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{})
	if err := call.Store(&revision, &root); err != nil {
		return nil, err
	}
	return children(root)
}

func children(l layout) ([]MenuItem, error) {
	items := make([]MenuItem, 0, len(l.Children))
	for _, v := range l.Children {
		var node layout
		if err := dbus.Store([]any{v.Value()}, &node); err != nil {
			return nil, err
		}
		below, err := children(node)
		if err != nil {
			return nil, err
		}
		item := MenuItem{ID: node.ID, Children: below}
		text := func(key string) string { s, _ := node.Properties[key].Value().(string); return s }
		item.Label = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(text("label"), "__", "\x00"), "_", ""), "\x00", "_")
		item.Separator = text("type") == "separator"
		item.Checkable = text("toggle-type") != ""
		if on, ok := node.Properties["enabled"].Value().(bool); ok {
			item.Disabled = !on
		}
		if shown, ok := node.Properties["visible"].Value().(bool); ok {
			item.Hidden = !shown
		}
		if state, ok := node.Properties["toggle-state"].Value().(int32); ok {
			item.Checked = state == 1
		}
		items = append(items, item)
	}
	return items, nil
}

// Find waits for the entry that the labels lead to, submenu by submenu, and
// gives it. A label fits when the entry's text begins with it.
func (i *TrayItem) Find(labels ...string) MenuItem {
	i.d.t.Helper()
	found, ok := i.find(patience, labels)
	if !ok {
		menu, err := i.Menu()
		i.d.t.Fatalf("the tray menu has no entry %q: %+v %v", labels, menu, err)
	}
	return found
}

// Has says whether the menu has such an entry now.
func (i *TrayItem) Has(labels ...string) bool {
	_, ok := i.find(0, labels)
	return ok
}

func (i *TrayItem) find(limit time.Duration, labels []string) (found MenuItem, ok bool) {
	until(limit, func() bool {
		items, err := i.Menu()
		if err != nil {
			return false
		}
		for n, label := range labels {
			ok = false
			for _, item := range items {
				if !item.Hidden && !item.Separator && strings.HasPrefix(item.Label, label) {
					found, items, ok = item, item.Children, true
					break
				}
			}
			if !ok || n == len(labels)-1 {
				break
			}
		}
		return ok
	})
	return found, ok
}

// Click chooses the entry that the labels lead to. The ids of a menu change
// whenever it is rebuilt, so the entry is looked up for every click.
func (i *TrayItem) Click(labels ...string) {
	i.d.t.Helper()
	item := i.Find(labels...)
	if item.Disabled {
		i.d.t.Fatalf("the entry %q of the tray menu is disabled", labels)
	}
	err := i.menu().Call("com.canonical.dbusmenu.Event", 0, item.ID, "clicked", dbus.MakeVariant(int32(0)), uint32(0)).Err
	var answer dbus.Error
	if errors.As(err, &answer) && answer.Name == "org.freedesktop.DBus.Error.NoReply" {
		return // the entry ended the program, which left the bus before it answered
	}
	if err != nil {
		i.d.t.Fatalf("the entry %q of the tray menu cannot be clicked: %v", labels, err)
	}
}
