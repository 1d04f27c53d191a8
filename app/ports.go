package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// How a taken port is tried again: often enough that it works as soon as the
// other program has ended, and not for ever.
const (
	portPause = 10 * time.Second
	portTries = 12
)

// bind opens the port of this run. The very first run takes Ollama's own port,
// or the next free one, and keeps it; after that the port is fixed, because
// every app has been told its number. The caller holds change.
func (k *Keyport) bind(ctx context.Context) error {
	s := k.effective()
	if k.opts.Listen == nil && s.Listen.Port == 0 {
		sockets, err := search(ctx, settings.FirstPort, s.Listen.IPv6)
		if err != nil {
			return err
		}
		k.admit(sockets)
		k.keepPort(sockets.port)
		return nil
	}
	sockets, err := listen(ctx, want{port: s.Listen.Port, ipv6: s.Listen.IPv6, half: k.opts.Listen == nil})
	if err != nil {
		return err
	}
	if k.opts.Listen != nil {
		k.mu.Lock()
		k.port = sockets.port // 0 has become a number
		k.mu.Unlock()
	}
	k.admit(sockets)
	return nil
}

// keepPort saves the port that a first run has found. Where nothing can be
// written Keyport runs all the same, and tries again with the next change. The
// caller holds change.
func (k *Keyport) keepPort(port int) {
	if len(k.store.Problems()) > 0 {
		return // a file with mistakes in it is for its owner to mend
	}
	next := k.store.Current()
	next.Listen.Port = port
	if err := k.write(next, k.store.Revision()); err != nil {
		k.log.Warn().Err(err).Msg("the port could not be saved")
	}
}

// admit makes bound sockets the door of Keyport, and lets the door before drain.
func (k *Keyport) admit(s *sockets) {
	d := newDoor(s, k.proxy, k.log)
	k.mu.Lock()
	old := k.door
	k.door = d
	k.doors[d] = true
	k.mu.Unlock()
	if !k.group.run(func(context.Context) { d.serve(k.log) }) {
		s.close()
		close(d.left)
		return
	}
	if s.noIPv6 {
		k.log.Info().Msg("this computer has no IPv6 loopback; listening on 127.0.0.1 only")
	}
	k.log.Info().Strs("addresses", s.addresses()).Msg("listening")
	k.solve(problemPort)
	k.halfProblem(s)
	if old != nil {
		k.group.run(func(ctx context.Context) { k.leave(ctx, old, drainTime) })
	}
}

// leave closes a door and forgets it.
func (k *Keyport) leave(ctx context.Context, d *door, patience time.Duration) {
	d.close(ctx, patience)
	<-d.left
	k.mu.Lock()
	delete(k.doors, d)
	k.mu.Unlock()
}

// watchPort tries a taken port, or a taken half of it, again until it is ours.
// Then it waits for the next one to be taken.
func (k *Keyport) watchPort(ctx context.Context) {
	for tries := 0; ; tries++ {
		var clock <-chan time.Time
		if tries < portTries && !k.whole() {
			clock = time.After(portPause)
		}
		select {
		case <-ctx.Done():
			return
		case <-clock:
		case <-k.retry: // somebody has done something about it
			tries = 0
		}
		_ = k.tryPort(ctx)
	}
}

// whole reports whether Keyport listens on all that it should.
func (k *Keyport) whole() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.door != nil && k.door.half == nil
}

// tryPort tries once more what is not open yet, and fails while it cannot be had.
func (k *Keyport) tryPort(ctx context.Context) error {
	open, err := k.openPort(ctx)
	if err != nil {
		err = explain(ctx, err)
		k.portProblem(err)
	}
	if open {
		err = k.tryHalf(ctx)
	}
	return err
}

// TryPortNow implements control.API.
func (k *Keyport) TryPortNow(ctx context.Context) error {
	if err := k.tryPort(ctx); err != nil {
		return portError(err)
	}
	return nil
}

// openPort opens the port if it is not open, and may be.
func (k *Keyport) openPort(ctx context.Context) (open bool, err error) {
	k.change.Lock() // not while settings with another port are being saved
	defer k.change.Unlock()
	k.mu.Lock()
	open = k.door != nil
	k.mu.Unlock()
	if open || k.undecided() {
		return open, nil
	}
	if err := k.bind(ctx); err != nil {
		return false, err
	}
	k.republish()
	return true, nil
}

func (k *Keyport) portProblem(err error) {
	p := problem{text: "port_failed", blocking: true, page: control.PageNetwork, free: nextPort(err), action: control.ActionTryAgain}
	var taken *errTaken
	if errors.As(err, &taken) {
		p.args = fill("port", taken.port)
		switch {
		case errors.Is(err, fs.ErrPermission) && taken.port < 1024:
			p.text = "port_low"
		case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EACCES):
			p.text = "port_reserved"
		case taken.by != "":
			p.text, p.args = "port_taken_by", fill("port", taken.port, "by", taken.by)
		default:
			p.text = "port_taken"
		}
	}
	if p.free != 0 {
		p.action, p.second = control.ActionUsePort, control.ActionTryAgain
	}
	k.raise(problemPort, p)
}

// portError is a port that cannot be had, for who has asked for it.
func portError(err error) *control.Error {
	return &control.Error{Code: control.CodePortTaken, Message: portSentence(err), FreePort: nextPort(err), Cause: err}
}

// base is B of this run; "" while the port is not known.
func (k *Keyport) base() string {
	s := k.effective()
	port := s.Listen.Port
	k.mu.Lock()
	if k.door != nil {
		port = k.door.port
	}
	k.mu.Unlock()
	return baseURL(port, s.Listen.Prefix)
}

// baseURL names 127.0.0.1, not localhost, which some resolvers answer with ::1 first.
func baseURL(port int, prefix string) string {
	if port == 0 {
		return ""
	}
	return fmt.Sprintf("http://127.0.0.1:%d%s", port, prefix)
}

// portSentence says why a port could not be bound. On Windows a port in a
// reserved range is "access forbidden", not "in use" (ollama/ollama#2627).
func portSentence(err error) string {
	var taken *errTaken
	switch {
	case !errors.As(err, &taken):
		return assets.T("port.failed")
	case errors.Is(err, fs.ErrPermission) && taken.port < 1024:
		return assets.T("port.low", "port", taken.port)
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EACCES):
		return assets.T("port.reserved", "port", taken.port)
	case taken.by != "":
		return assets.T("port.taken_by", "port", taken.port, "by", taken.by)
	}
	return assets.T("port.taken", "port", taken.port)
}

// nextPort is the port that could be taken instead; 0 when none is known.
func nextPort(err error) int {
	var taken *errTaken
	if !errors.As(err, &taken) {
		return 0
	}
	return taken.free
}
