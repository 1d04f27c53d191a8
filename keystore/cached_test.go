package keystore_test

import (
	"context"
	"errors"
	"testing"

	"keyport/keystore"
	"keyport/keystore/keystoretest"
)

var ctx = context.Background()

// counting counts the reads of a store that can be swapped for another.
type counting struct {
	keystore.Store
	gets int
}

func (c *counting) Get(ctx context.Context, account string) (string, error) {
	c.gets++
	return c.Store.Get(ctx, account)
}

func wantSecret(t *testing.T, s keystore.Store, account, want string) {
	t.Helper()
	if got, err := s.Get(ctx, account); err != nil || got != want {
		t.Errorf("%s is %q, %v; want %q", account, got, err, want)
	}
}

func wantError(t *testing.T, err error, want keystore.Kind) {
	t.Helper()
	var e *keystore.Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Errorf("error %v, want one of kind %v", err, want)
	}
}

func newCounting(t *testing.T) *counting {
	t.Helper()
	below := &counting{Store: keystore.Memory()}
	if err := below.Set(ctx, "openai", "k1"); err != nil {
		t.Fatal(err)
	}
	return below
}

func TestAnAccountIsReadOnce(t *testing.T) {
	below := newCounting(t)
	c := keystore.Cached(below)
	for range 3 {
		wantSecret(t, c, "openai", "k1")
		_, err := c.Get(ctx, "nobody")
		wantError(t, err, keystore.NotFound)
	}
	if below.gets != 2 {
		t.Errorf("%d reads below, want one for each account", below.gets)
	}
}

func TestAKeyGoesOnWorkingWhenTheKeychainIsGone(t *testing.T) {
	for _, kind := range []keystore.Kind{keystore.Missing, keystore.Locked, keystore.Refused, keystore.Unknown} {
		t.Run(kind.String(), func(t *testing.T) {
			below := newCounting(t)
			c := keystore.Cached(below)
			wantSecret(t, c, "openai", "k1")
			below.Store = keystoretest.Failing(kind)
			wantSecret(t, c, "openai", "k1")
			wantError(t, c.Set(ctx, "openai", "k2"), kind)
			wantSecret(t, c, "openai", "k1")
			wantError(t, c.Delete(ctx, "openai"), kind)
			wantSecret(t, c, "openai", "k1")
		})
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	below := newCounting(t)
	works := below.Store
	c := keystore.Cached(below)
	for _, kind := range []keystore.Kind{keystore.Missing, keystore.Locked, keystore.Refused, keystore.Unknown} {
		below.Store = keystoretest.Failing(kind)
		_, err := c.Get(ctx, "openai")
		wantError(t, err, kind)
	}
	below.Store = works
	wantSecret(t, c, "openai", "k1")
}

func TestWritesGoThroughAndAreRemembered(t *testing.T) {
	below := newCounting(t)
	c := keystore.Cached(below)
	_, err := c.Get(ctx, "new")
	wantError(t, err, keystore.NotFound)
	below.gets = 0

	if err := c.Set(ctx, "new", "k2"); err != nil {
		t.Fatal(err)
	}
	wantSecret(t, c, "new", "k2")
	if err := c.Delete(ctx, "openai"); err != nil {
		t.Fatal(err)
	}
	_, err = c.Get(ctx, "openai")
	wantError(t, err, keystore.NotFound)
	if below.gets != 0 {
		t.Errorf("%d reads after writes, want none", below.gets)
	}

	wantSecret(t, below, "new", "k2")
	_, err = below.Get(ctx, "openai")
	wantError(t, err, keystore.NotFound)
}

func TestASecretThatIsTooBigChangesNothing(t *testing.T) {
	below := newCounting(t)
	c := keystore.Cached(below)
	wantSecret(t, c, "openai", "k1")
	works := below.Store
	below.Store = keystoretest.Failing(keystore.TooBig)
	wantError(t, c.Set(ctx, "openai", "long"), keystore.TooBig)
	below.Store = works
	wantSecret(t, c, "openai", "k1")
	if below.gets != 1 {
		t.Errorf("%d reads, want the first one only", below.gets)
	}
}

func TestForgetReadsAgain(t *testing.T) {
	below := newCounting(t)
	c := keystore.Cached(below)
	wantSecret(t, c, "openai", "k1")
	_, err := c.Get(ctx, "nobody")
	wantError(t, err, keystore.NotFound)

	for account, secret := range map[string]string{"openai": "k2", "nobody": "k3"} {
		if err := below.Set(ctx, account, secret); err != nil { // by another program
			t.Fatal(err)
		}
	}
	wantSecret(t, c, "openai", "k1")
	c.Forget()
	wantSecret(t, c, "openai", "k2")
	wantSecret(t, c, "nobody", "k3")

	c.Forget()
	below.Store = keystoretest.Failing(keystore.Locked)
	_, err = c.Get(ctx, "openai")
	wantError(t, err, keystore.Locked)
}
