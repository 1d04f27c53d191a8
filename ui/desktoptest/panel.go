//go:build linux

package desktoptest

import (
	"image"
	"path/filepath"
	"regexp"
	"strconv"
)

// watcher is the name a tray host owns on the session bus.
const watcher = "org.kde.StatusNotifierWatcher"

// panelConfig is a panel of 28 pixels along the upper edge: window list on the left, tray on the right.
const panelConfig = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="true"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="menu-is-primary" type="bool" value="false"/>
    </property>
  </property>
</channel>
`

// startPanel starts the panel, the host that shows tray icons.
func (d *Desktop) startPanel() {
	d.t.Helper()
	d.write(filepath.Join(d.dir, "config", "xfce4", "xfconf", "xfce-perchannel-xml", "xfce4-panel.xml"), panelConfig)
	d.start(nil, nil, "xfce4-panel", "--disable-wm-check", "--sm-client-disable")
	d.WaitFor("the panel's tray", func() bool { return d.HasOwner(watcher) })
}

// StartPanel brings the panel up later than the rest, as a slow login does. It is
// for a desktop with NoPanel.
func (d *Desktop) StartPanel() {
	d.t.Helper()
	d.startPanel()
}

// PanelRect is the part of the screen that the panel covers.
func (d *Desktop) PanelRect() image.Rectangle { return image.Rect(0, 0, d.opts.Width, 28) }

// The X window of a panel plugin that runs in a process of its own, as the
// tray does: size, position in its parent, position on the screen.
var pluginWindow = regexp.MustCompile(`"wrapper-2\.0": \("wrapper-2\.0" .*  (\d+)x(\d+)\+-?\d+\+-?\d+  \+(\d+)\+(\d+)`)

// TrayRect gives the part of the screen where the tray shows its icons, and
// false while the tray shows none.
func (d *Desktop) TrayRect() (image.Rectangle, bool) {
	d.t.Helper()
	for _, m := range pluginWindow.FindAllStringSubmatch(d.run("xwininfo", "-root", "-tree"), -1) {
		var v [4]int
		for i := range v {
			v[i], _ = strconv.Atoi(m[i+1])
		}
		r := image.Rect(v[2], v[3], v[2]+v[0], v[3]+v[1])
		if r.Min.Y == 0 && r.Min.X > 100 && r.Dx() >= 16 && r.In(d.PanelRect()) {
			return r, true
		}
	}
	return image.Rectangle{}, false
}

// TrayIconCenter waits for an icon in the tray and gives the point to click at.
func (d *Desktop) TrayIconCenter() image.Point {
	d.t.Helper()
	var r image.Rectangle
	d.WaitFor("an icon in the tray", func() (ok bool) {
		r, ok = d.TrayRect()
		return ok
	})
	return r.Min.Add(r.Size().Div(2))
}
