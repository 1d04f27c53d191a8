//go:build linux

package desktoptest

import (
	"image"
	"regexp"
	"strconv"
	"strings"
)

// startWindowManager starts openbox, which gives windows frames, focus and a
// close button.
func (d *Desktop) startWindowManager() {
	d.t.Helper()
	d.start(nil, nil, "openbox", "--sm-disable")
	d.WaitFor("the window manager", func() bool {
		out, err := d.try("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
		return err == nil && strings.Contains(out, "window id")
	})
}

// WaitWindow waits for a visible window with exactly this title, gives it the
// keyboard and returns its X id.
func (d *Desktop) WaitWindow(title string) string {
	d.t.Helper()
	var id string
	d.WaitFor("a window "+strconv.Quote(title), func() bool {
		id = d.FindWindow(title)
		return id != ""
	})
	d.Focus(id)
	return id
}

// FindWindow gives the X id of the visible window with exactly this title, "" when there is none.
func (d *Desktop) FindWindow(title string) string {
	out, err := d.try("xdotool", "search", "--onlyvisible", "--name", "^"+regexp.QuoteMeta(title)+"$")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(out, "\n")
	return first
}

// Focus raises a window and waits until it has the keyboard.
func (d *Desktop) Focus(id string) {
	d.t.Helper()
	if d.opts.NoWM {
		d.run("xdotool", "windowfocus", "--sync", id)
		return
	}
	d.WaitFor("the keyboard focus", func() bool {
		_, err := d.try("xdotool", "windowactivate", id)
		if err != nil {
			return false
		}
		out, err := d.try("xdotool", "getactivewindow")
		return err == nil && out == id
	})
}

var geometryLine = regexp.MustCompile(`(?m)^\s*(Absolute upper-left X|Absolute upper-left Y|Width|Height):\s+(-?\d+)$`)

// WindowGeometry gives the inside of a window, without its frame, in pixels of
// the screen. It asks xwininfo: xdotool's own answer counts the frame of
// openbox twice, and every click would miss.
func (d *Desktop) WindowGeometry(id string) image.Rectangle {
	d.t.Helper()
	v := map[string]int{}
	for _, m := range geometryLine.FindAllStringSubmatch(d.run("xwininfo", "-id", id), -1) {
		v[m[1]], _ = strconv.Atoi(m[2])
	}
	if v["Width"] == 0 || v["Height"] == 0 {
		d.t.Fatalf("window %s has no size", id)
	}
	at := image.Pt(v["Absolute upper-left X"], v["Absolute upper-left Y"])
	return image.Rectangle{at, at.Add(image.Pt(v["Width"], v["Height"]))}
}

// Click presses and releases the left button at a point of the screen.
func (d *Desktop) Click(x, y int) {
	d.t.Helper()
	d.ClickButton(1, x, y)
}

// ClickButton presses and releases a button (1 left, 2 middle, 3 right) at a point of the screen.
func (d *Desktop) ClickButton(button, x, y int) {
	d.t.Helper()
	d.run("xdotool", "mousemove", "--sync", strconv.Itoa(x), strconv.Itoa(y))
	d.run("xdotool", "click", strconv.Itoa(button))
}

// Type types text into the window that has the keyboard.
func (d *Desktop) Type(text string) {
	d.t.Helper()
	d.run("xdotool", "type", "--clearmodifiers", "--delay", "15", "--", text)
}

// Key presses keys one after the other, by their X names: "Tab", "ctrl+a", "Return".
func (d *Desktop) Key(names ...string) {
	d.t.Helper()
	d.run("xdotool", append([]string{"key", "--clearmodifiers", "--delay", "30"}, names...)...)
}
