package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/keystore"
	"keyport/proxy/secret"
)

// dialogs is a locked keychain that asks for its password, as the Secret
// Service does: a question is open until the person answers it.
type dialogs struct {
	keystore.Store
	mu       sync.Mutex
	unlocked bool
	open     chan error // the question that is open; nil when none is
	opened   chan struct{}
}

func newDialogs(below keystore.Store) *dialogs {
	return &dialogs{Store: below, opened: make(chan struct{}, 100)}
}

func (d *dialogs) Describe() string { return "a test keychain" }

func (d *dialogs) Get(ctx context.Context, account string) (string, error) {
	d.mu.Lock()
	if d.unlocked {
		d.mu.Unlock()
		return d.Store.Get(ctx, account)
	}
	if keystore.IsQuiet(ctx) {
		d.mu.Unlock()
		return "", &keystore.Error{Kind: keystore.Locked, Op: "get", Err: errors.New("locked")}
	}
	d.open = make(chan error, 1)
	open := d.open
	d.mu.Unlock()
	d.opened <- struct{}{}
	select {
	case err := <-open:
		if err != nil {
			return "", &keystore.Error{Kind: keystore.Locked, Op: "get", Err: err}
		}
		return d.Store.Get(ctx, account)
	case <-ctx.Done():
		return "", &keystore.Error{Kind: keystore.Unknown, Op: "get", Err: ctx.Err()}
	}
}

// answer is what the person does with the question that is open.
func (d *dialogs) answer(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unlocked = err == nil
	d.open <- err
	d.open = nil
}

func (d *dialogs) wait(t *testing.T) {
	t.Helper()
	select {
	case <-d.opened:
	case <-time.After(20 * time.Second):
		t.Fatal("no question for the password was opened")
	}
}

// locked is a run whose keychain asks for its password.
func locked(t *testing.T) (*run, *dialogs, *provider) {
	t.Helper()
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	d := newDialogs(newChain(keystore.NotFound).good(t, p.URL).Store)
	opts.Keystore = d
	return begin(t, dir, opts), d, p
}

func TestUnlockAsksOnceMoreAndOnlyOnce(t *testing.T) {
	r, d, _ := locked(t)
	d.wait(t)
	p := r.problem(problemLocked)
	if p.Action != control.ActionUnlock || p.Second != control.ActionSessionKey || !p.Blocking || p.Page != control.PageKey {
		t.Errorf("%+v", p)
	}
	for range 5 { // impatience opens no second question
		if err := r.act(p, control.ActionUnlock); err != nil {
			t.Fatal(err)
		}
	}
	d.answer(keystore.ErrCancelled)
	r.until("the cancelled question", func(s control.Status) bool { return s.Sentence == "Your keychain is locked" })
	if len(d.opened) != 0 {
		t.Fatal("a second question was opened")
	}
	if err := r.act(r.problem(problemLocked), control.ActionUnlock); err != nil {
		t.Fatal(err)
	}
	d.wait(t)
	d.answer(nil)
	r.state(control.StateReady)
	if s := r.ends(problemLocked); len(s.Problems) != 0 || len(d.opened) != 0 {
		t.Errorf("%+v, %d questions", s.Problems, len(d.opened))
	}
}

// A keychain that hangs must hang nothing else.
func TestHangingKeychainLeavesTheRestQuick(t *testing.T) {
	r, d, _ := locked(t)
	d.wait(t)
	for _, c := range []struct {
		name string
		call func() error
	}{
		{"state", func() error { _, err := r.Status(t.Context()); return err }},
		{"settings", func() error { _, err := r.Settings(t.Context()); return err }},
		{"unlock", func() error { return r.AskKeychain(t.Context()) }},
		{"pause", func() error { return r.Pause(t.Context(), time.Time{}) }},
		{"resume", func() error { return r.Resume(t.Context()) }},
	} {
		done := make(chan error, 1)
		go func() { done <- c.call() }()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		case <-time.After(20 * time.Second): // the keychain would hang for as long as the person is away
			t.Fatalf("%s waits for the keychain", c.name)
		}
	}
	d.answer(nil)
	r.state(control.StateReady)
}

func TestSessionGoesOnWithoutTheKeychain(t *testing.T) {
	r, d, p := locked(t)
	d.wait(t)
	if err := r.act(r.problem(problemLocked), control.ActionSessionKey); err != nil {
		t.Fatal(err)
	}
	s := r.state(control.StateSetup)
	told := r.problem(problemSession)
	if problemCodes(s) != problemSession && problemCodes(r.status()) != problemSession || told.Blocking || !strings.Contains(s.Keychain, "memory") {
		t.Errorf("%+v", s)
	}
	// The question that is still open is answered now: what is in the keychain stays there.
	d.answer(nil)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		r.mu.Lock()
		asking := r.asking
		r.mu.Unlock()
		if !asking {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the keychain is still being asked")
		}
	}
	if s := r.status(); s.State != control.StateSetup || s.Upstreams[0].Key != control.KeyMissing {
		t.Errorf("the keychain was used after all: %+v", s)
	}
	r.setKey(goodKey)
	a := r.access("VS Code")
	if status, _ := r.ask(a); status != 200 || a.Password == "kp-abcdefghijklmnopqrstuvwxyz" {
		t.Errorf("%d", status)
	}
	r.state(control.StateReady) // the person has chosen this: it is no alarm
	if strings.Contains(strings.Join(p.seen(), " "), "wrong") {
		t.Error("another key was sent")
	}

	if r.access("VS Code").Password != a.Password {
		t.Error("the password of the session has changed")
	}
	for account, want := range map[string]string{keyAccount("openai"): goodKey, passwordAccount("VS Code"): "kp-abcdefghijklmnopqrstuvwxyz"} {
		if got, err := d.Store.Get(t.Context(), account); got != want {
			t.Errorf("%s was changed in the keychain: %v", account, err)
		}
	}
	if err := r.act(told, control.ActionUseKeychain); err != nil {
		t.Fatal(err)
	}
	s = r.ends(problemSession)
	r.until("the keychain's key", func(s control.Status) bool { return s.State == control.StateReady && len(s.Problems) == 0 })
	if r.access("VS Code").Password != "kp-abcdefghijklmnopqrstuvwxyz" || strings.Contains(s.Keychain, "memory") {
		t.Error("the keychain is not used again")
	}
}

func TestNoKeychainOffersTheSession(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	c := newChain(keystore.Missing)
	opts.Keystore = c
	r := begin(t, dir, opts)
	told := r.problem(problemMissing)
	if told.Action != control.ActionSessionKey || told.Opens(told.Action) != control.PageKey {
		t.Errorf("%+v", told)
	}
	if err := r.act(told, control.ActionSessionKey); err != nil {
		t.Fatal(err)
	}
	r.problem(problemSession)
	r.setKey(goodKey)
	// One that comes later is not written to: this session only was asked for.
	c.be(keystore.NotFound)
	if err := r.act(r.problem(problemSession), control.ActionUseKeychain); err != nil {
		t.Fatal(err)
	}
	s := r.ends(problemSession)
	if _, err := c.Store.Get(t.Context(), keyAccount("openai")); keystore.KindOf(err) != keystore.NotFound {
		t.Errorf("the key of the session stands in the keychain: %v", err)
	}
	r.state(control.StateSetup)
	_ = s
}

func TestKeychainThatSaidNoIsAskedAgain(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	c := newChain(keystore.Refused).good(t, p.URL)
	opts.Keystore = c
	r := begin(t, dir, opts)
	told := r.problem(problemRefused)
	r.state(control.StateBlocked)
	c.be(keystore.NotFound)
	if err := r.act(told, control.ActionAskAgain); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
}

func TestKeychainThatTakesNoKeySaysWhy(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	c := newChain(keystore.NotFound)
	opts.Keystore = c
	r := begin(t, dir, opts)
	for kind, part := range map[keystore.Kind]string{keystore.TooBig: "longer than 2 500 bytes", keystore.Refused: "said no"} {
		c.be(kind)
		err := r.SetKey(t.Context(), "openai", secret.New(goodKey))
		var e *control.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, part) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	c.be(keystore.NotFound)
	r.setKey(goodKey)
	r.state(control.StateReady)
}
