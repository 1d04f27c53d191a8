//go:build linux

package desktoptest

import (
	"os"
	"path/filepath"
	"strings"
)

// KeyringDir is where the keyring keeps its encrypted files: the one place on
// disk where a secret may be.
func (d *Desktop) KeyringDir() string { return filepath.Join(d.dir, "data", "keyrings") }

// startKeyring starts gnome-keyring with a login keyring. The daemon makes the
// keyring when it is unlocked for the first time, as a login does.
func (d *Desktop) startKeyring() {
	d.t.Helper()
	if d.opts.Keyring == KeyringNone {
		return
	}
	d.start(strings.NewReader(Password), nil, "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	d.WaitFor("the secret service", func() bool { return d.HasOwner("org.freedesktop.secrets") })
	d.WaitFor("the login keyring", func() bool {
		_, err := os.Stat(filepath.Join(d.KeyringDir(), "login.keyring"))
		return err == nil
	})
	if d.opts.Keyring == KeyringLocked {
		d.LockKeyring()
	}
}

// LockKeyring locks the login keyring, as a desktop does when the screen locks
// in some set-ups.
func (d *Desktop) LockKeyring() {
	d.t.Helper()
	login := []string{"/org/freedesktop/secrets/collection/login"}
	service := d.bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets")
	if err := service.Call("org.freedesktop.Secret.Service.Lock", 0, objectPaths(login)).Err; err != nil {
		d.t.Fatalf("the keyring could not be locked: %v", err)
	}
}

// SecretLookup gives the secret that the keyring holds for the attributes,
// named in pairs, and whether there is one. An item of go-keyring has the
// attributes "service" and "username".
func (d *Desktop) SecretLookup(attributes ...string) (string, bool) {
	d.t.Helper()
	cmd := d.Command("secret-tool", append([]string{"lookup"}, attributes...)...)
	out, err := cmd.Output()
	return string(out), err == nil
}

// SecretStore puts a secret into the keyring.
func (d *Desktop) SecretStore(secret, label string, attributes ...string) {
	d.t.Helper()
	cmd := d.Command("secret-tool", append([]string{"store", "--label=" + label}, attributes...)...)
	cmd.Stdin = strings.NewReader(secret)
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("secret-tool store: %v\n%s", err, out)
	}
}
