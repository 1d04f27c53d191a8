package app

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"keyport/app/control"
	"keyport/keystore"
)

// readyTime is how long Run waits for the keychain before it counts as ready:
// a locked keychain may take as long as the person is away.
const readyTime = 2 * time.Second

// Run runs Keyport until ctx ends or Quit is called, and then ends it: no new
// connections, three seconds for running streams, everything waited for. An
// error means that Keyport could not start; it is a *control.Error.
func (k *Keyport) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { k.group.cancel(nil) })
	defer stop()
	l, err := k.seat.Listen()
	if err != nil {
		return err
	}
	return errors.Join(k.start(l), k.finish())
}

// start brings everything up and returns when it is time to end.
func (k *Keyport) start(l net.Listener) error {
	ctx := k.group.ctx
	k.group.run(func(context.Context) {
		if err := k.server.Serve(l); err != nil {
			k.log.Error().Err(err).Msg("the control socket stopped answering")
		}
	})
	k.group.run(k.hub.run)
	k.group.run(k.watchPause)
	k.group.run(k.watchOld)
	k.group.run(k.watchTries)
	k.group.run(k.watchCapture)
	if k.opts.NeedPort && k.undecided() {
		return k.undecidedError()
	}
	open, err := k.openPort(ctx)
	if err != nil {
		err = explain(ctx, err)
		if ctx.Err() != nil {
			return nil
		}
		if k.opts.NeedPort || k.opts.Listen != nil {
			return portError(err)
		}
		k.portProblem(err)
	}
	if !open {
		k.group.run(k.watchPort)
	}
	k.group.run(k.watchKeychain)
	select {
	case <-k.loaded:
	case <-time.After(readyTime):
		k.raiseIf(func() bool { return !k.answered }, problemLocked, problem{
			short: "Waiting for your keychain", blocking: true, page: control.PageKey,
			long: "Your keychain has not answered yet. If it asks for your password, enter it; Keyport goes on by itself.",
		})
	case <-ctx.Done():
		return nil
	}
	k.mu.Lock()
	k.starting = false
	k.mu.Unlock()
	k.hub.touch()
	close(k.ready)
	<-ctx.Done()
	return nil
}

// finish ends what start began. The window is let go first, so that it has the
// same three seconds; calls on the control socket are answered to the end.
func (k *Keyport) finish() error {
	k.group.cancel(nil)
	k.server.Detach()
	k.mu.Lock()
	doors := make([]*door, 0, len(k.doors))
	for d := range k.doors {
		doors = append(doors, d)
	}
	k.mu.Unlock()
	var wg sync.WaitGroup
	for _, d := range doors {
		wg.Go(func() { k.leave(k.group.ctx, d, quitTime) })
	}
	wg.Wait()
	k.server.Close()
	k.group.end(nil)
	k.log.Info().Msg("ended")
	return nil
}

// How a keychain that is locked, or not there yet, is asked again. At login
// Keyport may start before the keychain is unlocked or its program runs.
const (
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// watchKeychain reads all secrets once, and again until it has them all. A
// person who has put the question for the password away is not asked again by
// this; whatever unlocks the keychain is noticed all the same.
func (k *Keyport) watchKeychain(ctx context.Context) {
	defer k.firstLoad()
	ask := ctx
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		var err error
		if k.vault.sessionOnly() {
			err = k.lateKeychain(ask)
		} else {
			err = k.loadSecrets(ask)
			k.firstLoad()
		}
		switch session := k.vault.sessionOnly(); {
		case ctx.Err() != nil, err == nil && !session:
			return
		case keystore.KindOf(err) == keystore.Refused:
			return // the person said no; asking again would open the same dialog
		case errors.Is(err, keystore.ErrCancelled), session:
			ask = keystore.Quietly(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
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
	k.keychainProblem(err)
	k.republish()
	return err
}

// keychainProblem tells how the keychain stands after it was asked.
func (k *Keyport) keychainProblem(err error) {
	k.mu.Lock()
	k.answered = true
	k.mu.Unlock()
	kind := keystore.KindOf(err)
	waiting := err != nil && (kind == keystore.Locked || kind == keystore.Missing)
	k.solveUnless(problemLocked, waiting)
	k.solveUnless(problemRefused, err != nil && !waiting)
	switch {
	case k.vault.sessionOnly():
		k.raise(problemMissing, problem{
			short: "No keychain in this session",
			quiet: k.opts.Demo, // the demo has no key to lose
			long:  "This session has no keychain, so keys and app passwords are kept in memory and are gone when Keyport ends.",
			page:  control.PageKey,
		})
	case err == nil:
		k.solve(problemMissing)
	case kind == keystore.Missing: // it was there before
		k.raise(problemLocked, problem{
			short: "Waiting for your keychain", blocking: true, page: control.PageKey,
			long: "Your keychain has stopped answering. Keyport goes on by itself when it is back.",
		})
	case kind == keystore.Locked:
		k.raise(problemLocked, problem{short: "Your keychain is locked", long: "Your keychain is locked. Unlock it and Keyport goes on by itself.", blocking: true, page: control.PageKey})
	default:
		k.raise(problemRefused, problem{
			short: "Your keychain does not let Keyport in", blocking: true, page: control.PageKey,
			long: "Your keychain did not give Keyport its keys. Allow Keyport to use it, then start Keyport again or enter the key anew.",
		})
	}
}

func (k *Keyport) solveUnless(code string, still bool) {
	if !still {
		k.solve(code)
	}
}
