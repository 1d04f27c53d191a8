//go:build linux

package desktoptest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/godbus/dbus/v5"
)

// activatable are the services the bus may start by itself: the panel's
// settings and the dialog that asks for a keyring's password. Any other would
// make the result depend on what else is installed; a keyring started by the
// bus would even be a second, locked one.
var activatable = []string{
	"org.xfce.Xfconf",
	"org.gnome.keyring.SystemPrompter",
	"org.gnome.keyring.PrivatePrompter",
}

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>%s</listen>
  <auth>EXTERNAL</auth>
  <servicedir>%s</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="service_start_timeout">20000</limit>
  <limit name="reply_timeout">300000</limit>
</busconfig>
`

func (d *Desktop) busAddress() string { return "unix:path=" + filepath.Join(d.dir, "run", "bus") }

// startBus starts the session bus and connects the test to it.
func (d *Desktop) startBus() {
	d.t.Helper()
	services := filepath.Join(d.dir, "services")
	for _, name := range activatable {
		text, err := os.ReadFile("/usr/share/dbus-1/services/" + name + ".service")
		if err != nil {
			continue // not installed: then the bus cannot start it either
		}
		var kept []string
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "SystemdService=") { // there is no systemd in here to ask
				kept = append(kept, line)
			}
		}
		d.write(filepath.Join(services, name+".service"), strings.Join(kept, ""))
	}
	config := filepath.Join(d.dir, "bus.conf")
	d.write(config, fmt.Sprintf(busConfig, d.busAddress(), services))
	d.start(nil, nil, "dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--nosyslog")
	d.WaitFor("the session bus", func() bool {
		conn, err := dbus.Connect(d.busAddress())
		if err == nil {
			d.bus = conn
		}
		return err == nil
	})
}

// Bus is the test's own connection to the session bus. It is closed with the desktop.
func (d *Desktop) Bus() *dbus.Conn { return d.bus }

// HasOwner says whether somebody on the session bus owns the name.
func (d *Desktop) HasOwner(name string) bool {
	var owned bool
	err := d.bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned)
	return err == nil && owned
}

func (d *Desktop) write(path, text string) {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}
