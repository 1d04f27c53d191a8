package keystore

import (
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
	ss "github.com/zalando/go-keyring/secret_service"
)

const (
	promptPath = dbus.ObjectPath("/org/freedesktop/secrets/prompt/p1")
	itemPath   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login/i1")
)

// fakeService is a secret service with one item, whose dialogs are answered by
// the test. It does what gnome-keyring and KeePassXC do on the bus.
type fakeService struct {
	t    *testing.T
	conn *dbus.Conn

	mu       sync.Mutex
	empty    bool // there is no keyring at all
	shut     bool
	asks     bool // deleting has a dialog, as in KeePassXC
	item     *ss.Secret
	question func(yes bool) dbus.Variant // of the open dialog; gives its result
	dialogs  int
	opened   chan struct{} // gets one value for each dialog
}

func newFakeService(t *testing.T, s *session) *fakeService {
	t.Helper()
	conn, err := dbus.Connect(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	f := &fakeService{t: t, conn: conn, opened: make(chan struct{}, 16)}
	for _, e := range []struct {
		object any
		path   dbus.ObjectPath
		iface  string
	}{
		{fakeProps{f}, secretsPath, "org.freedesktop.DBus.Properties"},
		{fakeRoot{f}, secretsPath, serviceIface},
		{fakeCollection{f}, loginPath, collectionIface},
		{fakeItem{f}, itemPath, "org.freedesktop.Secret.Item"},
		{fakeBusSession{}, "/org/freedesktop/secrets/session/s1", "org.freedesktop.Secret.Session"},
		{fakePrompt{f}, promptPath, promptIface},
	} {
		if err := conn.Export(e.object, e.path, e.iface); err != nil {
			t.Fatal(err)
		}
	}
	s.owner(true, func() {
		if _, err := conn.RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
	})
	return f
}

// answer closes the open dialog.
func (f *fakeService) answer(yes bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.question == nil {
		f.t.Error("no dialog is open")
		return
	}
	result := f.question(yes)
	f.question = nil
	if err := f.conn.Emit(promptPath, promptIface+".Completed", !yes, result); err != nil {
		f.t.Error(err)
	}
}

// set calls change while no call of the bus is served.
func (f *fakeService) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fakeService) shown() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dialogs
}

type fakeProps struct{ f *fakeService }

func (o fakeProps) Get(_, _ string) (dbus.Variant, *dbus.Error) { // Collections
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	if o.f.empty {
		return dbus.MakeVariant([]dbus.ObjectPath{}), nil
	}
	return dbus.MakeVariant([]dbus.ObjectPath{loginPath}), nil
}

type fakeRoot struct{ f *fakeService }

func (fakeRoot) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) { return noObject, nil }

func (fakeRoot) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), "/org/freedesktop/secrets/session/s1", nil
}

func (o fakeRoot) Unlock(paths []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	if !o.f.shut {
		return paths, noObject, nil
	}
	o.f.question = func(yes bool) dbus.Variant {
		if !yes {
			paths = []dbus.ObjectPath{}
		}
		o.f.shut = !yes
		return dbus.MakeVariant(paths)
	}
	return []dbus.ObjectPath{}, promptPath, nil
}

type fakeCollection struct{ f *fakeService }

func (o fakeCollection) SearchItems(map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	if o.f.item == nil {
		return []dbus.ObjectPath{}, nil
	}
	return []dbus.ObjectPath{itemPath}, nil
}

func (o fakeCollection) CreateItem(_ map[string]dbus.Variant, secret ss.Secret, _ bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	o.f.item = &secret
	return itemPath, noObject, nil
}

type fakeItem struct{ f *fakeService }

func (o fakeItem) GetSecret(dbus.ObjectPath) (ss.Secret, *dbus.Error) {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	return *o.f.item, nil
}

func (o fakeItem) Delete() (dbus.ObjectPath, *dbus.Error) {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	if !o.f.asks {
		o.f.item = nil
		return noObject, nil
	}
	o.f.question = func(yes bool) dbus.Variant {
		if yes {
			o.f.item = nil
		}
		return dbus.MakeVariant("")
	}
	return promptPath, nil
}

type fakeBusSession struct{}

func (fakeBusSession) Close() *dbus.Error { return nil }

type fakePrompt struct{ f *fakeService }

func (o fakePrompt) Dismiss() *dbus.Error {
	o.f.mu.Lock()
	defer o.f.mu.Unlock()
	o.f.question = nil
	return nil
}

func (o fakePrompt) Prompt(string) *dbus.Error {
	o.f.mu.Lock()
	o.f.dialogs++
	o.f.mu.Unlock()
	o.f.opened <- struct{}{}
	return nil
}
