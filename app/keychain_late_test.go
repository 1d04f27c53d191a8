package app

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
)

// At login Keyport may start before the program that holds the passwords.
func TestKeychainThatComesAfterTheStart(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	c := newChain(keystore.Missing).good(t, p.URL)
	opts.Keystore = c
	r := begin(t, dir, opts)
	r.until("a run without a keychain", func(s control.Status) bool { return problemCodes(s) == problemMissing })
	if r.access("VS Code").Password == "kp-abcdefghijklmnopqrstuvwxyz" {
		t.Fatal("the keychain is there")
	}
	c.be(keystore.NotFound)
	s := r.state(control.StateReady)
	if len(s.Problems) != 0 || s.Keychain != c.Describe() || s.Upstreams[0].Key != control.KeyPresent {
		t.Errorf("%+v", s)
	}
	a := r.access("VS Code")
	if a.Password != "kp-abcdefghijklmnopqrstuvwxyz" || !strings.HasSuffix(a.Address, "/zyxwvutsrqponmlkjihgfedcba") {
		t.Error("the app has other secrets than before")
	}
	if status, _ := r.ask(a); status != 200 {
		t.Errorf("%d", status)
	}
}

func TestWhatWasSetBeforeTheKeychainCameIsKept(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	c := newChain(keystore.Missing).good(t, "https://elsewhere.example")
	if err := c.Store.Set(t.Context(), keyAccount("openai"), "sk-old-0123456789abcdefghij-wxyz"); err != nil {
		t.Fatal(err)
	}
	opts.Keystore = c
	r := begin(t, dir, opts)
	r.until("a run without a keychain", func(s control.Status) bool { return problemCodes(s) == problemMissing })
	r.setKey(goodKey)
	zed, err := r.AddClient(t.Context(), "Zed")
	if err != nil {
		t.Fatal(err)
	}
	rotated, err := r.RotateClient(t.Context(), "VS Code", control.RotatePassword)
	if err != nil {
		t.Fatal(err)
	}

	c.be(keystore.NotFound)
	r.state(control.StateReady)
	for account, want := range map[string]string{
		keyAccount("openai"): goodKey, originAccount("openai"): p.URL,
		passwordAccount("Zed"): zed.Password, passwordAccount("VS Code"): rotated.Password,
		addressAccount("VS Code"): "zyxwvutsrqponmlkjihgfedcba", // nobody has touched that one
	} {
		if got, err := c.Store.Get(t.Context(), account); err != nil || got != want {
			t.Errorf("%s is another: %v", account, err)
		}
	}
	for _, a := range []control.Access{zed, r.access("VS Code")} {
		if status, _ := r.ask(a); status != 200 {
			t.Errorf("%s: %d", a.Client, status)
		}
	}
}

func TestWhatIsKnownOutlivesTheKeychain(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	c := newChain(keystore.NotFound).good(t, p.URL)
	opts.Keystore = c
	r := begin(t, dir, opts)
	r.state(control.StateReady)

	c.be(keystore.Missing) // its daemon has died
	a := r.access("VS Code")
	if status, _ := r.ask(a); status != 200 {
		t.Errorf("%d without the keychain", status)
	}
	if err := r.edit(func(s *settings.Settings) { s.Listen.Prefix = "/work" }); err != nil {
		t.Errorf("settings cannot be saved without the keychain: %v", err)
	}
	_, err := r.RotateClient(t.Context(), "VS Code", control.RotateBoth)
	wantCode(t, err, control.CodeKeychainMissing)
	if status, _ := r.ask(r.access("VS Code")); status != 200 {
		t.Errorf("%d after a change that failed", status)
	}
	r.state(control.StateReady)

	c.be(keystore.NotFound) // it was started again
	if _, err := r.RotateClient(t.Context(), "VS Code", control.RotateBoth); err != nil {
		t.Error(err)
	}
}

// dying is a keychain whose daemon ends after some answers.
type dying struct {
	*chain
	mu   sync.Mutex
	left int
}

func (d *dying) Get(ctx context.Context, account string) (string, error) {
	d.mu.Lock()
	d.left--
	if d.left == 0 {
		d.be(keystore.Missing)
	}
	d.mu.Unlock()
	return d.chain.Get(ctx, account)
}

func TestKeychainThatDiesWhileItIsRead(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	d := &dying{chain: newChain(keystore.NotFound).good(t, p.URL), left: 2}
	opts.Keystore = d
	r := begin(t, dir, opts)
	s := r.state(control.StateBlocked)
	if s.Sentence != "Waiting for your keychain" || problemCodes(s) != problemLocked {
		t.Errorf("%+v", s)
	}
	d.be(keystore.NotFound)
	r.state(control.StateReady)
	if a := r.access("VS Code"); a.Password != "kp-abcdefghijklmnopqrstuvwxyz" {
		t.Error("the secrets of the app are new ones")
	}
}

// dialog is a keychain with a question for its password.
type dialog struct {
	*chain
	mu     sync.Mutex
	locked bool
	shown  int
	quiet  chan struct{} // gets one for a question that opened no dialog
}

func (d *dialog) Get(ctx context.Context, account string) (string, error) {
	d.mu.Lock()
	locked := d.locked
	if keystore.IsQuiet(ctx) {
		select {
		case d.quiet <- struct{}{}:
		default:
		}
	} else if locked {
		d.shown++
	}
	d.mu.Unlock()
	if locked {
		return "", &keystore.Error{Kind: keystore.Locked, Op: "get", Err: keystore.ErrCancelled}
	}
	return d.chain.Get(ctx, account)
}

func (d *dialog) questions() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shown
}

func TestCancelledQuestionIsNotAskedAgainByItself(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	d := &dialog{chain: newChain(keystore.NotFound).good(t, p.URL), locked: true, quiet: make(chan struct{}, 1)}
	opts.Keystore = d
	r := begin(t, dir, opts)
	r.state(control.StateBlocked)
	// Who wants something of the keychain is asked.
	_, err := r.Access(t.Context(), "VS Code")
	wantCode(t, err, control.CodeKeychainLocked)
	select {
	case <-d.quiet:
	case <-time.After(20 * time.Second):
		t.Error("the keychain is not looked at again")
	}
	if n := d.questions(); n != 2 {
		t.Errorf("%d questions, want one at the start and one for the person", n)
	}
	d.mu.Lock()
	d.locked = false // somebody unlocks it
	d.mu.Unlock()
	if s := r.state(control.StateReady); len(s.Problems) != 0 {
		t.Errorf("%+v", s.Problems)
	}
	if n := d.questions(); n != 2 {
		t.Errorf("%d questions: some were asked for nobody", n)
	}
}
