package app

import (
	"context"

	"keyport/app/control"
	"keyport/keystore"
)

func lockedProblem(text string) problem {
	return problem{text: text, blocking: true, page: control.PageKey, action: control.ActionUnlock, second: control.ActionSessionKey}
}

// keychainProblem tells how the keychain stands after it was asked.
func (k *Keyport) keychainProblem(err error) {
	k.mu.Lock()
	k.answered = true
	k.mu.Unlock()
	kind := keystore.KindOf(err)
	waiting := err != nil && (kind == keystore.Locked || kind == keystore.Missing)
	parted, session := k.vault.parted(), k.vault.sessionOnly()
	k.solveUnless(problemLocked, waiting && !session)
	k.solveUnless(problemRefused, err != nil && !waiting && !session)
	k.solveUnless(problemMissing, session && !parted)
	k.solveUnless(problemSession, parted)
	switch {
	case parted:
		k.raise(problemSession, problem{text: "keychain_session", quiet: true, page: control.PageKey, action: control.ActionUseKeychain})
	case session:
		k.raise(problemMissing, problem{
			text: "keychain_missing", page: control.PageKey, action: control.ActionSessionKey, second: control.ActionAskAgain,
			quiet: k.opts.Demo, // the demo has no key to lose
		})
	case err == nil:
	case kind == keystore.Missing: // it was there before
		k.raise(problemLocked, lockedProblem("keychain_gone"))
	case kind == keystore.Locked:
		k.raise(problemLocked, lockedProblem("keychain_locked"))
	default:
		p := lockedProblem("keychain_refused")
		p.action = control.ActionAskAgain
		k.raise(problemRefused, p)
	}
}

// AskKeychain implements control.API. What the keychain says shows in the state; a
// dialog of its own may be open for as long as the person likes.
func (k *Keyport) AskKeychain(context.Context) error {
	// Not under the change lock, which may wait for that very keychain.
	if k.vault.useKeychain() {
		k.republish()
	}
	k.mu.Lock()
	asking := k.asking
	k.mu.Unlock()
	if !asking {
		nudge(k.unlock)
	}
	return nil
}

// UseSession implements control.API. Nothing of what is set from now on reaches
// the keychain, also when it can be had later: that is what was asked for.
func (k *Keyport) UseSession(ctx context.Context) error {
	k.vault.useSession() // first: what waits for the keychain with change held ends by it
	k.change.Lock()
	defer k.change.Unlock()
	if err := k.vault.load(ctx, accounts(k.effective())); err != nil {
		return keychainError(err)
	}
	if err := k.ensure(ctx, k.effective().Clients...); err != nil {
		return err
	}
	k.log.Info().Msg("the keychain is left alone in this run")
	k.keychainProblem(nil)
	k.republish()
	return nil
}
