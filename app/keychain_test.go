package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
	"keyport/proxy/secret"
)

// chain is a keychain that can be locked, missing or unwilling.
type chain struct {
	keystore.Store
	mu    sync.Mutex
	kind  keystore.Kind // the failure of every call; NotFound is none
	asked int
}

func newChain(kind keystore.Kind) *chain { return &chain{Store: keystore.Memory(), kind: kind} }

func (c *chain) be(kind keystore.Kind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kind = kind
}

func (c *chain) fail(op string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if c.kind == keystore.NotFound {
		return nil
	}
	return &keystore.Error{Kind: c.kind, Op: op, Err: errors.New("inner")}
}

func (c *chain) Describe() string { return "a test keychain" }

func (c *chain) Get(ctx context.Context, account string) (string, error) {
	if err := c.fail("get"); err != nil {
		return "", err
	}
	return c.Store.Get(ctx, account)
}

func (c *chain) Set(ctx context.Context, account, text string) error {
	if err := c.fail("set"); err != nil {
		return err
	}
	return c.Store.Set(ctx, account, text)
}

func (c *chain) Delete(ctx context.Context, account string) error {
	if err := c.fail("delete"); err != nil {
		return err
	}
	return c.Store.Delete(ctx, account)
}

// slow is a keychain that waits for a password until it is opened.
type slow struct {
	keystore.Store
	open chan struct{}
}

func (s *slow) Get(ctx context.Context, account string) (string, error) {
	select {
	case <-s.open:
		return s.Store.Get(ctx, account)
	case <-ctx.Done():
		return "", &keystore.Error{Kind: keystore.Unknown, Op: "get", Err: ctx.Err()}
	}
}

func TestKeychainThatWaitsForAPasswordHoldsNothingElseUp(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	s := &slow{newChain(keystore.NotFound).good(t, p.URL), make(chan struct{})}
	opts.Keystore = s
	r := begin(t, dir, opts)
	now := r.state(control.StateBlocked)
	if now.Sentence != "Waiting for your keychain" || now.Upstreams[0].Key != control.KeyLocked {
		t.Errorf("%+v", now)
	}
	// Settings can be saved, requests are refused with a reason, the pause works.
	if err := r.edit(func(s *settings.Settings) {
		s.Access = settings.AccessOpen
		s.Clients = append(s.Clients, settings.Client{Name: "Zed"})
	}); err != nil {
		t.Fatal(err)
	}
	if status, body := r.ask(control.Access{Base: r.base()}); status != 503 || !strings.Contains(body, "keychain_locked") {
		t.Errorf("%d %s", status, body)
	}
	close(s.open)
	r.state(control.StateOpen)
	if a := r.access("Zed"); a.Password == "" || a.Address == "" {
		t.Error("the app that was added meanwhile has no secrets")
	}
	if status, _ := r.ask(r.access("VS Code")); status != 200 {
		t.Errorf("%d", status)
	}
}

// good is what a keychain of a person holds who has used Keyport before.
func (c *chain) good(t *testing.T, origin string) *chain {
	t.Helper()
	for account, text := range map[string]string{
		keyAccount("openai"): goodKey, originAccount("openai"): origin,
		passwordAccount("VS Code"): "kp-abcdefghijklmnopqrstuvwxyz", addressAccount("VS Code"): "zyxwvutsrqponmlkjihgfedcba",
	} {
		if err := c.Store.Set(t.Context(), account, text); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestLockedKeychainGoesOnByItself(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	c := newChain(keystore.Locked).good(t, p.URL)
	opts.Keystore = c
	r := begin(t, dir, opts)

	s := r.state(control.StateBlocked)
	if s.Sentence != "Your keychain is locked" || s.Upstreams[0].Key != control.KeyLocked || problemCodes(s) != problemLocked {
		t.Errorf("%+v", s)
	}
	if c.asked > 2 { // one question, perhaps a second by now: never one for every account
		t.Errorf("the keychain was asked %d times", c.asked)
	}
	_, err := r.Access(t.Context(), "VS Code")
	wantCode(t, err, control.CodeKeychainLocked)
	wantCode(t, r.SetKey(t.Context(), "openai", secret.New(goodKey)), control.CodeKeychainLocked)

	c.be(keystore.NotFound)
	s = r.state(control.StateReady)
	if s.Upstreams[0].Key != control.KeyPresent || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
	a := r.access("VS Code")
	if a.Password != "kp-abcdefghijklmnopqrstuvwxyz" || !strings.HasSuffix(a.Address, "/zyxwvutsrqponmlkjihgfedcba") {
		t.Error("the secrets of the app are new ones")
	}
	if status, _ := r.ask(a); status != 200 {
		t.Errorf("%d", status)
	}

	// What is known stays known: a keychain that is locked again takes nothing away.
	c.be(keystore.Locked)
	if status, _ := r.ask(a); status != 200 {
		t.Errorf("%d after the keychain was locked again", status)
	}
}

func TestMissingKeychainMeansThisRunOnly(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	opts.Keystore = newChain(keystore.Missing)
	r := begin(t, dir, opts)
	s := r.state(control.StateSetup)
	if problemCodes(s) != problemMissing || !strings.Contains(s.Keychain, "memory") {
		t.Errorf("%+v", s)
	}
	r.setKey(goodKey)
	if status, _ := r.ask(r.access("VS Code")); status != 200 {
		t.Errorf("%d", status)
	}
	r.state(control.StateAttention)
	key := r.secrets()
	_ = r.stop()
	noSecretIn(t, dir, key)
}

func TestKeychainThatSaysNo(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	c := newChain(keystore.Refused)
	opts.Keystore = c
	r := begin(t, dir, opts)
	s := r.state(control.StateBlocked)
	if problemCodes(s) != problemRefused || s.Upstreams[0].Key != control.KeyUnreadable {
		t.Errorf("%+v", s)
	}
	wantCode(t, r.SetKey(t.Context(), "openai", secret.New(goodKey)), control.CodeKeychainRefused)
	// The person allows it and tries again: no restart is needed.
	c.be(keystore.NotFound)
	r.setKey(goodKey)
	r.access("VS Code")
	r.state(control.StateReady)
}

func TestKeychainThatComesLateKeepsOldSecrets(t *testing.T) {
	// A keychain that fails must never look like an empty one: new secrets would overwrite the old.
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	for _, kind := range []keystore.Kind{keystore.Locked, keystore.Refused, keystore.Unknown} {
		t.Run(kind.String(), func(t *testing.T) {
			opts := options(dir)
			c := newChain(kind).good(t, p.URL)
			opts.Keystore = c
			r := begin(t, dir, opts)
			r.state(control.StateBlocked)
			_ = r.stop()
			for account, want := range map[string]string{keyAccount("openai"): goodKey, passwordAccount("VS Code"): "kp-abcdefghijklmnopqrstuvwxyz"} {
				if got, err := c.Store.Get(t.Context(), account); got != want {
					t.Errorf("%s is another: %v", account, err)
				}
			}
		})
	}
}

func TestSecretsSurviveARestart(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	r := begin(t, dir, opts)
	before := r.access("VS Code")
	if len(before.Password) != len(secret.PasswordPrefix)+26 || before.Address == "" {
		t.Fatalf("%d characters", len(before.Password))
	}
	_ = r.stop()
	after := begin(t, dir, opts).access("VS Code")
	if after.Password != before.Password || after.Address[strings.LastIndex(after.Address, "/"):] != before.Address[strings.LastIndex(before.Address, "/"):] {
		t.Error("other secrets after the restart")
	}
}
