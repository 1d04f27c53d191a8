//go:build linux

package tray

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"keyport/assets"
)

func TestTrayOnTheBus(t *testing.T) {
	address, _ := startBus(t)
	p, program := showTray(t, address)
	program.state(ready())
	p.untilMenu(ready())

	if id := p.property("Id"); id != "Keyport" {
		t.Errorf("the id is %v", id)
	}
	if p.property("ItemIsMenu") != false {
		t.Error("a left click would open the menu")
	}
	p.until("the tooltip", func() bool { return p.property("Title") == "Keyport – ready on 127.0.0.1:11434" })
	if got := fmt.Sprint(p.property("ToolTip")); !strings.Contains(got, "Keyport – ready on 127.0.0.1:11434") {
		t.Errorf("the tooltip is %s", got)
	}
	if p.pixels() != iconOf(t, assets.Ready) {
		t.Error("the icon is not that of ready")
	}

	p.click("Pause", "Pause for 1 hour")
	program.wantLine("call Pause 1h0m0s")
	if err := p.item.Call("org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)).Err; err != nil {
		t.Fatal(err)
	}
	program.wantLine(`call OpenWindow ""`)
	p.click("Copy address", "Copy address for VS Code")
	program.wantLine(`call Access "VS Code"`)
	program.wantLine("copied http://127.0.0.1:11434/secret true")

	for _, name := range []string{"working", "quitting", "port", "many", "hostile", "setup"} {
		s := states()[name]
		program.state(s)
		p.untilMenu(s)
		if p.pixels() != iconOf(t, Icon(s)) {
			t.Errorf("the icon is not that of %s", name)
		}
	}
	p.click("Try the demo model")
	program.wantLine("call UseDemo true")
	p.click("Quit Keyport")
	program.wantLine("call QuitWhenIdle")
	if log := program.wantEnd(); strings.Contains(log, "warn") || strings.Contains(log, "error") || strings.Contains(log, "secret") {
		t.Errorf("the program logged %s", log)
	}
}

func TestSubmenuOfApps(t *testing.T) {
	address, _ := startBus(t)
	p, program := showTray(t, address)
	s := states()["many"]
	program.state(s)
	p.click("Copy address", "Copy address for Zed")
	program.wantLine(`call Access "Zed"`)
	program.wantLine("copied http://127.0.0.1:11434/secret true")
	program.end()
}

// TestIdsStay: a panel keeps the ids of the rows, and its click may come after a change.
func TestIdsStay(t *testing.T) {
	address, _ := startBus(t)
	p, program := showTray(t, address)
	program.state(ready())
	p.untilMenu(ready())
	before, _ := findRow(t, layout(t, p.menu), "Pause", "Pause until I resume")
	program.state(attention("Something else"))
	p.untilMenu(attention("Something else"))
	if after, _ := findRow(t, layout(t, p.menu), "Pause", "Pause until I resume"); after.ID != before.ID || before.ID == 0 {
		t.Errorf("the id of a row was %d and is %d", before.ID, after.ID)
	}
	program.end()
}

func TestThousandChangesAreFewOnTheBus(t *testing.T) {
	address, _ := startBus(t)
	p, program := showTray(t, address)
	program.state(ready())
	p.untilMenu(ready())
	p.until("the tooltip", func() bool { return p.property("Title") == "Keyport – ready on 127.0.0.1:11434" })
	_, revision := layoutAt(t, p.menu)
	start := time.Now()
	for i := range 1000 {
		program.state(attention(fmt.Sprintf("Change %d", i)))
	}
	var seen []*dbus.Signal
	limit := time.After(patience)
	for !strings.Contains(fmt.Sprint(p.property("ToolTip")), "Change 999") {
		select {
		case s := <-p.signals:
			seen = append(seen, s)
		case <-limit:
			t.Fatal("the last change is not shown")
		}
	}
	p.untilMenu(attention("Change 999"))
	rebuilt := 0
	for _, s := range seen {
		if strings.HasSuffix(s.Name, ".LayoutUpdated") && s.Body[0].(uint32) > revision {
			rebuilt++
		}
	}
	// One row changes each time; one more comes from systray's own repetition for the first reader.
	if allowed := int(time.Since(start)/between) + 2; rebuilt > allowed {
		t.Errorf("%d changes of the menu in %s, want at most %d", rebuilt, time.Since(start), allowed)
	}
	program.end()
}
