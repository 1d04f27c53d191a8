package keystore

import (
	"context"
	"sync"

	"github.com/zalando/go-keyring"
)

// Cache is a Store that remembers what the store below it said. Keys go on
// working while the keychain is locked, restarted or gone. See Cached.
type Cache struct {
	below Store

	mu       sync.Mutex
	accounts map[string]*account
}

// account is what the cache knows of one account.
type account struct {
	secret string
	there  bool // there is a secret; else NotFound is what is known
	known  bool // secret and there were read or written
	sure   bool // … and nothing happened since that could have changed them

	version int   // counts writes, at their start and at their end
	reading *read // the read that later callers may share
}

// read is one Get of the store below; done is closed when it is over.
type read struct {
	done   chan struct{}
	secret string
	err    error
	gone   bool // the reader's context ended, which says nothing to others
}

// Cached gives a store that reads each account once from below and keeps the
// answer, NotFound included; other errors are not kept. Set and Delete go
// through. After one that failed the account is read again, because a keychain
// that answers too late may still have written; while that read fails too, the
// last known secret is served.
func Cached(below Store) *Cache {
	return &Cache{below: below, accounts: map[string]*account{}}
}

// Describe names the store below.
func (c *Cache) Describe() string { return c.below.Describe() }

// Forget drops everything that is known, for when the keychain was locked on
// purpose or the person asked to try again.
func (c *Cache) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.accounts {
		// The account itself stays: its version tells reads and writes that
		// are under way that what they bring is old.
		*a = account{version: a.version + 1}
	}
}

// Get gives the cached secret, or reads it. Callers who ask for one account at
// the same time share one read.
func (c *Cache) Get(ctx context.Context, name string) (string, error) {
	for {
		c.mu.Lock()
		a := c.account(name)
		if a.sure {
			secret, there := a.secret, a.there
			c.mu.Unlock()
			if !there {
				return "", notFound()
			}
			return secret, nil
		}
		r := a.reading
		if r == nil {
			r = &read{done: make(chan struct{})}
			a.reading = r
			version := a.version
			c.mu.Unlock()
			return c.read(ctx, name, a, r, version)
		}
		c.mu.Unlock()
		select {
		case <-r.done:
			if !r.gone {
				return r.secret, r.err
			}
		case <-ctx.Done():
			return "", gaveUp("get", ctx.Err())
		}
	}
}

func (c *Cache) read(ctx context.Context, name string, a *account, r *read, version int) (string, error) {
	secret, err := c.below.Get(ctx, name)

	c.mu.Lock()
	defer c.mu.Unlock()
	if a.reading == r {
		a.reading = nil
	}
	current := a.version == version
	switch {
	case err == nil || KindOf(err) == NotFound:
		if current {
			a.secret, a.there = secret, err == nil
			a.known, a.sure = true, true
		}
	case current && a.known && a.there:
		secret, err = a.secret, nil
	default:
		r.gone = ctx.Err() != nil
	}
	r.secret, r.err = secret, err
	close(r.done)
	return secret, err
}

// Set writes through and remembers secret.
func (c *Cache) Set(ctx context.Context, name, secret string) error {
	return c.write(name, secret, true, func() error { return c.below.Set(ctx, name, secret) })
}

// Delete removes the account below and remembers that it is not there.
func (c *Cache) Delete(ctx context.Context, name string) error {
	return c.write(name, "", false, func() error { return c.below.Delete(ctx, name) })
}

func (c *Cache) write(name, secret string, there bool, through func() error) error {
	c.mu.Lock()
	a := c.account(name)
	wasSure := a.sure
	version := a.touch()
	c.mu.Unlock()

	err := through()

	c.mu.Lock()
	defer c.mu.Unlock()
	alone := a.version == version // no other write, no Forget in between
	a.touch()
	switch {
	case !alone:
	case err == nil:
		a.secret, a.there, a.known, a.sure = secret, there, true, true
	case KindOf(err) == TooBig:
		a.sure = wasSure // refused before anything was written
	}
	return err
}

// touch marks a write: what is known may be old, and a read that started before
// is no longer an answer for those who ask from now on.
func (a *account) touch() int {
	a.sure, a.reading = false, nil
	a.version++
	return a.version
}

func (c *Cache) account(name string) *account {
	a := c.accounts[name]
	if a == nil {
		a = &account{}
		c.accounts[name] = a
	}
	return a
}

func notFound() error { return &Error{Kind: NotFound, Op: "get", Err: keyring.ErrNotFound} }
