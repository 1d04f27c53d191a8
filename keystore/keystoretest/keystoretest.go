// Package keystoretest has stores that behave badly on purpose, for tests of
// what is built on keystore. It is no part of the program.
package keystoretest

import (
	"context"

	"keyport/keystore"
)

// Failing gives a store whose every call fails with kind.
func Failing(kind keystore.Kind) keystore.Store { return failing(kind) }

type failing keystore.Kind

func (f failing) err(op string) error {
	return &keystore.Error{Kind: keystore.Kind(f), Op: op}
}

func (f failing) Get(context.Context, string) (string, error) { return "", f.err("get") }
func (f failing) Set(context.Context, string, string) error   { return f.err("set") }
func (f failing) Delete(context.Context, string) error        { return f.err("delete") }
func (failing) Describe() string                              { return "a store that fails" }

// Blocking is a store that waits in every call, like a keychain whose dialog is
// open, until Answer is called or the context ends (kind Locked).
type Blocking struct {
	below   keystore.Store
	entered chan string
	answers chan error
}

// NewBlocking gives a store that passes to below what Answer lets through.
func NewBlocking(below keystore.Store) *Blocking {
	return &Blocking{below: below, entered: make(chan string), answers: make(chan error)}
}

// Entered waits for the next call and gives its name: get, set or delete.
func (b *Blocking) Entered() string { return <-b.entered }

// Answer ends one call that has entered: with err, or for nil with what the
// store below says.
func (b *Blocking) Answer(err error) { b.answers <- err }

func (b *Blocking) wait(ctx context.Context, op string) error {
	select {
	case b.entered <- op:
	case <-ctx.Done():
		return &keystore.Error{Kind: keystore.Locked, Op: op, Err: ctx.Err()}
	}
	select {
	case err := <-b.answers:
		return err
	case <-ctx.Done():
		return &keystore.Error{Kind: keystore.Locked, Op: op, Err: ctx.Err()}
	}
}

// Get waits, then reads below.
func (b *Blocking) Get(ctx context.Context, account string) (string, error) {
	if err := b.wait(ctx, "get"); err != nil {
		return "", err
	}
	return b.below.Get(ctx, account)
}

// Set waits, then writes below.
func (b *Blocking) Set(ctx context.Context, account, secret string) error {
	if err := b.wait(ctx, "set"); err != nil {
		return err
	}
	return b.below.Set(ctx, account, secret)
}

// Delete waits, then deletes below.
func (b *Blocking) Delete(ctx context.Context, account string) error {
	if err := b.wait(ctx, "delete"); err != nil {
		return err
	}
	return b.below.Delete(ctx, account)
}

// Describe names the store.
func (*Blocking) Describe() string { return "a store that blocks" }
