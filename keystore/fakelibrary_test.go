package keystore

import (
	"errors"
	"sync"
	"testing"

	"github.com/zalando/go-keyring"
)

// stubborn is a library whose calls wait until open is closed, like go-keyring
// behind a dialog.
type stubborn struct {
	open chan struct{}

	mu      sync.Mutex
	secrets map[string]string
	calls   []string
	inside  int
	most    int
}

func newStubborn() *stubborn {
	return &stubborn{open: make(chan struct{}), secrets: map[string]string{}}
}

func (l *stubborn) enter(call string) func() {
	l.mu.Lock()
	l.calls = append(l.calls, call)
	l.inside++
	l.most = max(l.most, l.inside)
	l.mu.Unlock()
	<-l.open
	l.mu.Lock()
	return func() { l.inside--; l.mu.Unlock() }
}

func (l *stubborn) Get(_, account string) (string, error) {
	defer l.enter("get " + account)()
	if s, ok := l.secrets[account]; ok {
		return s, nil
	}
	return "", keyring.ErrNotFound
}

func (l *stubborn) Set(_, account, secret string) error {
	defer l.enter("set " + account)()
	l.secrets[account] = secret
	return nil
}

func (l *stubborn) DeleteAll(string) error {
	defer l.enter("delete all")()
	clear(l.secrets)
	return nil
}

func (l *stubborn) Delete(_, account string) error {
	defer l.enter("delete " + account)()
	if _, ok := l.secrets[account]; !ok {
		return keyring.ErrNotFound
	}
	delete(l.secrets, account)
	return nil
}

func (l *stubborn) made() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.calls...)
}

func over(lib library) *system {
	return &system{lib: lib, timeout: Timeout, os: platform{name: "test", ready: always, unlock: unlocked, confirm: trusted}}
}

func wantKind(t *testing.T, err error, want Kind) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Errorf("error %v, want one of kind %v", err, want)
	}
}
