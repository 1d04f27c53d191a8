//go:build linux

package desktoptest

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestDesktopHasScreenBusKeyringAndTray(t *testing.T) {
	d := Start(t, Options{Width: 900, Height: 500})

	if out := d.run("xdpyinfo"); !strings.Contains(out, "900x500 pixels") {
		t.Errorf("xdpyinfo does not name the screen's size:\n%s", out)
	}
	if !d.HasOwner("org.kde.StatusNotifierWatcher") {
		t.Error("nobody shows tray icons")
	}
	if _, ok := d.SecretLookup("service", "desktoptest", "username", "nobody"); ok {
		t.Error("the keyring has a secret that nobody stored")
	}
	d.SecretStore("Ünï-1234", "a test", "service", "desktoptest", "username", "somebody")
	if got, ok := d.SecretLookup("service", "desktoptest", "username", "somebody"); !ok || got != "Ünï-1234" {
		t.Errorf("the keyring gives back %q, %v", got, ok)
	}
	if items := d.TrayItems(); len(items) != 0 {
		t.Errorf("a new desktop has %d tray items", len(items))
	}
	if r, ok := d.TrayRect(); ok {
		t.Errorf("an empty tray shows something at %v", r)
	}

	file := filepath.Join(t.TempDir(), "screen.png")
	d.Screenshot(file)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != 900 || size.Y != 500 {
		t.Errorf("the screenshot has %v pixels", size)
	}
}

func TestPackageListIsTheOneThatIsInstalled(t *testing.T) {
	script, err := os.ReadFile("../../.ci/install")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(script), "\ndesktop=(")
	list, _, found := strings.Cut(rest, ")")
	if got := strings.Join(strings.Fields(list), " "); !found || got != Packages {
		t.Errorf("the lists differ:\n.ci/install: %s\nPackages:    %s", got, Packages)
	}
}

func TestEverythingIsGoneAfterwards(t *testing.T) {
	var dir, token string
	t.Run("a desktop with a program left running", func(t *testing.T) {
		d := Start(t, Options{})
		dir, token = d.dir, d.token
		// A program that its starter has forgotten, and that ignores TERM.
		cmd := d.Command("sh", "-c", `trap "" TERM; sleep 600 & wait; sleep 600`)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { _ = cmd.Wait() }() // ended by the desktop
		// The panel has its settings from a service that the bus started.
		d.WaitFor("a service that the bus starts", func() bool { return d.HasOwner("org.xfce.Xfconf") })
		if n := len(d.Processes()); n < 7 {
			t.Errorf("only %d processes carry the desktop's mark", n)
		}
	})
	if left := marked(token); len(left) != 0 {
		t.Errorf("processes are left: %v", left)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is left: %v", err)
	}
}

func TestDesktopsRunSideBySide(t *testing.T) {
	a := Start(t, Options{NoPanel: true, NoWM: true})
	b := Start(t, Options{NoPanel: true, NoWM: true, Keyring: KeyringNone})
	if a.Display() == b.Display() {
		t.Fatalf("both have display %s", a.Display())
	}
	a.SecretStore("only in a", "a test", "service", "desktoptest")
	if got, ok := b.SecretLookup("service", "desktoptest"); ok {
		t.Errorf("the other desktop's secret is here: %q", got)
	}
	if b.HasOwner("org.freedesktop.secrets") {
		t.Error("a desktop without a keyring has a secret service")
	}
}

func TestKeyringIsLockedWhereAsked(t *testing.T) {
	for keyring, want := range map[Keyring]bool{KeyringUnlocked: false, KeyringLocked: true} {
		d := Start(t, Options{Keyring: keyring, NoPanel: true, NoWM: true})
		collection := d.Bus().Object("org.freedesktop.secrets", "/org/freedesktop/secrets/collection/login")
		v, err := collection.GetProperty("org.freedesktop.Secret.Collection.Locked")
		if locked, ok := v.Value().(bool); err != nil || !ok || locked != want {
			t.Errorf("keyring %d: locked is %v, %v", keyring, v, err)
		}
	}
}

func TestLockedKeyringAsksForThePassword(t *testing.T) {
	d := Start(t, Options{NoPanel: true})
	d.SecretStore("behind the lock", "a test", "service", "desktoptest")
	d.LockKeyring()

	// Reading an item's secret is refused until somebody unlocks the keyring.
	service := d.Bus().Object("org.freedesktop.secrets", "/org/freedesktop/secrets")
	var unlocked, locked []dbus.ObjectPath
	err := service.Call("org.freedesktop.Secret.Service.SearchItems", 0, map[string]string{"service": "desktoptest"}).Store(&unlocked, &locked)
	if err != nil || len(unlocked) != 0 || len(locked) != 1 {
		t.Fatalf("unlocked %v, locked %v, %v", unlocked, locked, err)
	}
	// secret-tool unlocks what it finds, so that a dialog comes up; a person types the password.
	cmd := d.Command("secret-tool", "lookup", "service", "desktoptest")
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d.WaitWindow("Unlock Login Keyring")
	d.Type(Password)
	d.Key("Return")
	if err := cmd.Wait(); err != nil || out.String() != "behind the lock" {
		t.Errorf("after unlocking: %q, %v", out.String(), err)
	}
}
