package keystore

import (
	"os/exec"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// keyring starts gnome-keyring with an open login keyring and gives what kills
// it.
func (s *session) keyring() (kill func()) {
	s.t.Helper()
	need(s.t, "gnome-keyring-daemon", "gnome-keyring")
	cmd := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	cmd.Env = s.env()
	cmd.Stdin = strings.NewReader("password of the test")
	var stop func()
	s.owner(true, func() { stop = s.start(cmd) })
	s.until("the login keyring is there", func() bool {
		v, err := s.conn.Object(secretsName, loginPath).GetProperty(collectionIface + ".Locked")
		return err == nil && v.Value() == false
	})
	return func() { s.owner(false, stop) }
}

// until waits for what gives no event.
func (s *session) until(what string, there func() bool) {
	s.t.Helper()
	for end := time.Now().Add(20 * time.Second); !there(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// lock locks the login keyring.
func (s *session) lock() {
	s.t.Helper()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := s.conn.Object(secretsName, secretsPath).Call(serviceIface+".Lock", 0, []dbus.ObjectPath{loginPath}).Store(&locked, &prompt)
	if err != nil || len(locked) != 1 {
		s.t.Fatalf("locked %v, %v", locked, err)
	}
}
