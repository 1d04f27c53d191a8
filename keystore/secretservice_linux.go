package keystore

import (
	"errors"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"
)

// Names of the Secret Service API (freedesktop.org, draft 0.2).
const (
	secretsName     = "org.freedesktop.secrets"
	secretsPath     = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPath       = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	serviceIface    = "org.freedesktop.Secret.Service"
	collectionIface = "org.freedesktop.Secret.Collection"
	promptIface     = "org.freedesktop.Secret.Prompt"
	noObject        = dbus.ObjectPath("/")
)

var (
	errNoKeyring = errors.New("the secret service has no keyring yet")
	errStillShut = errors.New("the keyring is locked, and there is nobody to ask")
	errNotDone   = errors.New("the secret service said yes but did not write; its question was probably cancelled")
	errGone      = errors.New("the secret service went away while its question was open")
)

// secretService talks to the keyring for what go-keyring v0.2.8 cannot do.
//
// go-keyring waits for a dialog on the process's shared bus connection and takes
// the first signal of any kind for the answer; the tray icon lives on the same
// connection, so the panel's start at login would end a wait in the middle of
// the typing, and the next call would open a second dialog. It also waits for
// ever when the service dies meanwhile. Here the wait has a connection of its
// own and also ends with the service. Once the keyring is open, go-keyring has
// nothing to ask.
type secretService struct {
	conn *dbus.Conn
	root dbus.BusObject
}

func openSecretService() (*secretService, error) {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return nil, err
	}
	return &secretService{conn: conn, root: conn.Object(secretsName, secretsPath)}, nil
}

func (s *secretService) close() { _ = s.conn.Close() }

// collection gives the keyring that go-keyring will use: "login", else the
// default one.
func (s *secretService) collection() (dbus.ObjectPath, error) {
	v, err := s.root.GetProperty(serviceIface + ".Collections")
	if err != nil {
		return "", err
	}
	if all, ok := v.Value().([]dbus.ObjectPath); ok && slices.Contains(all, loginPath) {
		return loginPath, nil
	}
	path := noObject
	if err := s.root.Call(serviceIface+".ReadAlias", 0, "default").Store(&path); err != nil {
		return "", err
	}
	if path == noObject {
		return "", &Error{Kind: Missing, Err: errNoKeyring}
	}
	return path, nil
}

// atOnce is how soon nobody can have cancelled a dialog: a service that has
// nobody to show one, before the desktop is up at login, answers so by itself.
var atOnce = time.Second

// unlockKeyring opens the keyring, with a dialog of the service if need be and
// ask allows it, and returns when it is open, the dialog was cancelled or the
// service has gone.
func unlockKeyring(ask bool) error {
	s, err := openSecretService()
	if err != nil {
		return err
	}
	defer s.close()
	path, err := s.collection()
	if err != nil {
		return err
	}
	var unlocked []dbus.ObjectPath
	prompt := noObject
	err = s.root.Call(serviceIface+".Unlock", 0, []dbus.ObjectPath{path}).Store(&unlocked, &prompt)
	if err != nil {
		return err
	}
	if prompt == noObject {
		if !slices.Contains(unlocked, path) {
			return &Error{Kind: Locked, Err: errStillShut}
		}
		return nil
	}
	if !ask {
		_ = s.conn.Object(secretsName, prompt).Call(promptIface+".Dismiss", dbus.FlagNoReplyExpected)
		return &Error{Kind: Locked, Err: errStillShut}
	}
	return s.ask(prompt)
}

// ask shows the dialog and waits for its end.
func (s *secretService) ask(prompt dbus.ObjectPath) error {
	err := errors.Join(
		s.conn.AddMatchSignal(dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(promptIface)),
		s.conn.AddMatchSignal(dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"),
			dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secretsName)),
	)
	if err != nil {
		return err
	}
	signals := make(chan *dbus.Signal, 8)
	s.conn.Signal(signals)
	shown := time.Now()
	if err := s.conn.Object(secretsName, prompt).Call(promptIface+".Prompt", 0, "").Err; err != nil {
		return err
	}
	for signal := range signals {
		switch {
		case signal.Name == promptIface+".Completed" && signal.Path == prompt:
			var dismissed bool
			var result dbus.Variant
			switch err := dbus.Store(signal.Body, &dismissed, &result); {
			case err != nil, dismissed && time.Since(shown) < atOnce:
				return &Error{Kind: Locked, Err: errStillShut}
			case dismissed:
				return &Error{Kind: Locked, Err: ErrCancelled}
			}
			return nil
		case signal.Name == "org.freedesktop.DBus.NameOwnerChanged":
			return &Error{Kind: Missing, Err: errGone}
		}
	}
	return &Error{Kind: Missing, Err: errGone} // the channel is closed with the connection
}

// confirmWrite looks after a write. Every write to KeePassXC has a dialog, and
// go-keyring v0.2.8 answers success also when the person said no in it. Searching
// needs no unlocking and asks nothing.
func confirmWrite(account string, there bool) error {
	s, err := openSecretService()
	if err != nil {
		return err
	}
	defer s.close()
	path, err := s.collection()
	if err != nil {
		return err
	}
	var items []dbus.ObjectPath
	err = s.conn.Object(secretsName, path).Call(collectionIface+".SearchItems", 0,
		map[string]string{"service": Service, "username": account}).Store(&items)
	if err != nil {
		return err
	}
	if (len(items) > 0) != there {
		return &Error{Kind: Refused, Err: errNotDone}
	}
	return nil
}
