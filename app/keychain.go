package app

import (
	"context"
	"errors"
	"time"

	"keyport/keystore"
)

// How a keychain that is locked, or not there yet, is asked again. At login
// Keyport may start before the keychain is unlocked or its program runs.
const (
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// watchKeychain reads all secrets once, and again until it has them all. A
// person who has put the question for the password away is not asked again by
// this, only when they want it (AskKeychain); whatever unlocks the keychain is
// noticed all the same.
func (k *Keyport) watchKeychain(ctx context.Context) {
	defer k.firstLoad()
	ask := ctx
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		err := k.askKeychain(ask)
		var clock <-chan time.Time
		switch session := k.vault.sessionOnly(); {
		case ctx.Err() != nil:
			return
		case k.vault.parted(), err == nil && !session:
			// There is nothing to wait for but the person.
		case keystore.KindOf(err) == keystore.Refused:
			// The person said no; asking again by itself would open the same dialog.
		default:
			if session || errors.Is(err, keystore.ErrCancelled) {
				ask = keystore.Quietly(ctx)
			}
			clock = time.After(wait)
		}
		select {
		case <-ctx.Done():
			return
		case <-clock:
		case <-k.unlock:
			ask, wait = ctx, firstRetry/2
		}
	}
}

// askKeychain asks for what is not known. While it may open a dialog, AskKeychain opens no other one.
func (k *Keyport) askKeychain(ctx context.Context) error {
	k.mu.Lock()
	k.asking = !keystore.IsQuiet(ctx)
	k.mu.Unlock()
	defer func() {
		k.asked()
		k.firstLoad()
	}()
	switch {
	case k.vault.parted():
		return nil
	case k.vault.sessionOnly():
		return k.lateKeychain(ctx)
	}
	return k.loadSecrets(ctx)
}

// lateKeychain goes on with a keychain that was not there when Keyport started.
func (k *Keyport) lateKeychain(ctx context.Context) error {
	f, err := k.vault.peek(ctx, accounts(k.effective())) // not under the change lock: it may wait
	if err != nil {
		return err
	}
	k.change.Lock()
	defer k.change.Unlock()
	if err := k.vault.comeBack(ctx, f); err != nil {
		return err
	}
	k.log.Info().Msg("the keychain has come")
	k.keychainProblem(nil)
	k.republish()
	return nil
}

func (k *Keyport) firstLoad() {
	select {
	case <-k.loaded:
	default:
		close(k.loaded)
	}
}

// loadSecrets asks the keychain for what is not known yet, and makes the
// secrets of apps that have none.
func (k *Keyport) loadSecrets(ctx context.Context) error {
	// Not under the change lock: settings can be saved while the keychain waits for a password.
	err := k.vault.load(ctx, accounts(k.effective()))
	if ctx.Err() != nil {
		return err
	}
	k.change.Lock()
	defer k.change.Unlock()
	if err == nil { // what was added meanwhile
		err = k.vault.load(ctx, accounts(k.effective()))
	}
	if err == nil {
		err = k.ensure(ctx, k.effective().Clients...)
	}
	k.asked() // first: who is told that the keychain is locked may click at once
	k.keychainProblem(err)
	k.republish()
	return err
}

// asked says that no dialog of the keychain is open for us any more.
func (k *Keyport) asked() {
	k.mu.Lock()
	k.asking = false
	k.mu.Unlock()
}
