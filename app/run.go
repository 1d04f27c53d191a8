package app

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
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
	err = errors.Join(k.start(l), k.finish())
	if ctx.Err() != nil { // somebody else has ended it, who does not expect another one
		k.mu.Lock()
		k.again = nil
		k.mu.Unlock()
	}
	return err
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
	k.group.run(k.watchSaving)
	k.group.run(k.watchLimits)
	k.group.run(k.watchCapture)
	if k.checker != nil {
		k.group.run(k.checker.Run)
	}
	if k.opts.NeedPort && k.undecided() {
		return k.undecidedError()
	}
	if _, err := k.openPort(ctx); err != nil {
		err = explain(ctx, err)
		if ctx.Err() != nil {
			return nil
		}
		if k.opts.NeedPort || k.opts.Listen != nil {
			return portError(err)
		}
		k.portProblem(err)
	}
	k.group.run(k.watchPort)
	k.group.run(k.watchKeychain)
	select {
	case <-k.loaded:
	case <-time.After(readyTime):
		k.raiseIf(func() bool { return !k.answered }, problemLocked, lockedProblem("keychain_waiting"))
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
