//go:build linux

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyport/ui/desktoptest"
)

// At login Keyport is often started before the panel, and nobody has asked for
// a window: neither that there is no tray yet nor that there is no key yet opens one.
func TestLoginOnADesktopWhosePanelComesLater(t *testing.T) {
	r := &desktopRun{t: t, Desktop: desktoptest.Start(t, desktoptest.Options{NoPanel: true}), ended: make(chan error, 1)}
	r.build()
	r.keyport(t, "autostart", "on")
	entry := filepath.Join(r.Dir(), "config", "autostart", "app.keyport.Keyport.desktop")
	text, err := os.ReadFile(entry)
	if err != nil {
		t.Fatal(err)
	}
	_, command, _ := strings.Cut(string(text), "\nExec=")
	command, _, _ = strings.Cut(command, "\n")
	session := r.Command("sh", "-c", "exec "+command) // the folder of the test needs no quotes
	if err := session.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { r.ended <- session.Wait() }() // ends with the desktop at the latest

	r.WaitFor("Keyport", func() bool { return r.Command(r.program, "status").Run() == nil })
	r.WaitFor("its state", func() bool { return r.status(t).State == "setup" })
	if out, err := r.Command(r.program, "--login").CombinedOutput(); err != nil || len(out) > 0 { // beside one that was started otherwise
		t.Errorf("a second one: %v\n%s", err, out)
	}
	r.StartPanel()
	r.WaitTrayItem("keyport")
	r.WaitFor("the tray", func() bool { return r.status(t).TrayHost })
	r.TrayIconCenter()
	r.Shot("login")
	if s := r.status(t); s.Window || s.has("no_tray") || r.windows() > 0 {
		t.Errorf("a window was opened, or the tray was missed: %+v", s)
	}

	// Started by hand it shows its window, as ever.
	if out, err := r.Command(r.program).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	r.WaitWindow("Keyport")

	r.keyport(t, "autostart", "off")
	if _, err := os.Lstat(entry); err == nil {
		t.Error("the entry is still there")
	}
}
