package keystore_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"keyport/keystore"
	"keyport/keystore/keystoretest"
)

func TestReadersAtTheSameTimeShareOneRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		below := newCounting(t)
		blocking := keystoretest.NewBlocking(below)
		c := keystore.Cached(blocking)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { wantSecret(t, c, "openai", "k1") })
		}
		blocking.Entered()
		synctest.Wait() // all ten wait
		blocking.Answer(nil)
		wg.Wait()
		if below.gets != 1 {
			t.Errorf("%d reads, want 1", below.gets)
		}
	})
}

func TestAReaderWhoLeavesDoesNotFailTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blocking := keystoretest.NewBlocking(newCounting(t))
		c := keystore.Cached(blocking)
		first, leave := context.WithCancel(ctx)
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := c.Get(first, "openai")
			wantError(t, err, keystore.Locked)
		})
		blocking.Entered()
		wg.Go(func() { wantSecret(t, c, "openai", "k1") })
		wg.Go(func() {
			short, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			_, err := c.Get(short, "openai")
			wantError(t, err, keystore.Locked)
		})
		synctest.Wait()
		time.Sleep(2 * time.Second) // virtual: the third one's time is over
		leave()
		blocking.Entered()
		blocking.Answer(nil)
		wg.Wait()
	})
}

func TestAnOldReadDoesNotOverwriteANewSecret(t *testing.T) {
	tests := []struct {
		name   string
		change func(c *keystore.Cache, below *slowReader) error
	}{
		{"set", func(c *keystore.Cache, _ *slowReader) error { return c.Set(ctx, "openai", "k2") }},
		{"forget", func(c *keystore.Cache, below *slowReader) error {
			c.Forget()
			return below.Set(ctx, "openai", "k2")
		}},
		{"a set that failed and wrote all the same", func(c *keystore.Cache, below *slowReader) error {
			below.liar = true
			wantError(t, c.Set(ctx, "openai", "k2"), keystore.Locked)
			return nil
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // a Get that waits for the old read would be a deadlock
				below := &slowReader{Store: keystore.Memory(), goOn: make(chan struct{})}
				if err := below.Set(ctx, "openai", "k1"); err != nil {
					t.Fatal(err)
				}
				c := keystore.Cached(below)
				done := make(chan struct{})
				go func() {
					defer close(done)
					wantSecret(t, c, "openai", "k1") // asked before the change
				}()
				synctest.Wait()
				if err := test.change(c, below); err != nil {
					t.Fatal(err)
				}
				wantSecret(t, c, "openai", "k2")
				close(below.goOn)
				<-done
				wantSecret(t, c, "openai", "k2")
			})
		})
	}
}

// slowReader has read the secret of its first Get but does not give it away
// until goOn is closed.
type slowReader struct {
	keystore.Store
	goOn chan struct{}
	late bool
	liar bool // Set writes and says that it did not
}

func (s *slowReader) Get(ctx context.Context, account string) (string, error) {
	secret, err := s.Store.Get(ctx, account)
	if !s.late {
		s.late = true
		<-s.goOn
	}
	return secret, err
}

func (s *slowReader) Set(ctx context.Context, account, secret string) error {
	err := s.Store.Set(ctx, account, secret)
	if s.liar {
		return &keystore.Error{Kind: keystore.Locked, Op: "set"}
	}
	return err
}

func TestWritesThatOverlapAreReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		below := newCounting(t)
		blocking := keystoretest.NewBlocking(below)
		c := keystore.Cached(blocking)
		var wg sync.WaitGroup
		for _, secret := range []string{"a", "b"} {
			wg.Go(func() {
				if err := c.Set(ctx, "openai", secret); err != nil {
					t.Error(err)
				}
			})
			blocking.Entered()
		}
		blocking.Answer(nil)
		blocking.Answer(nil)
		wg.Wait()
		holds, err := below.Get(ctx, "openai")
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() { blocking.Entered(); blocking.Answer(nil) })
		wantSecret(t, c, "openai", holds)
		wg.Wait()
	})
}
