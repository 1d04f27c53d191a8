//go:build linux

package desktoptest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// needed are the programs a desktop is made of and worked with.
var needed = []string{
	"Xvfb", "xdpyinfo", "xwininfo", "xprop", "xdotool", "openbox", "xfce4-panel",
	"dbus-daemon", "gnome-keyring-daemon", "secret-tool",
}

// Packages are the Debian packages those programs are in, with what the panel
// and OpenGL need at run time. The same list stands in .ci/install; a test compares them.
const Packages = "xvfb x11-utils xdotool openbox xfce4-panel xfconf adwaita-icon-theme " +
	"fonts-dejavu-core dbus gnome-keyring libsecret-tools libgl1 libgl1-mesa-dri"

// Required says whether a test that cannot have its desktop fails: always in
// continuous integration, where a skipped test would be taken for a passed one.
func Required() bool {
	return os.Getenv("CI") == "true" || os.Getenv("KEYPORT_DESKTOP_TESTS") == "1"
}

func requireTools(t testing.TB) {
	t.Helper()
	var missing []string
	for _, name := range needed {
		if _, err := exec.LookPath(name); err != nil {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return
	}
	verdict := t.Skipf
	if Required() {
		verdict = t.Fatalf
	}
	verdict("A virtual desktop needs %s; on Debian and Ubuntu: apt-get install --no-install-recommends %s",
		strings.Join(missing, ", "), Packages)
}
