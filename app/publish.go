package app

import (
	"context"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/proxy"
	"keyport/proxy/upstream"
)

// config is the snapshot that requests get from now on.
func (k *Keyport) config() (proxy.Config, error) {
	s := k.effective()
	c, err := snapshot(s, k.vault)
	if err != nil {
		return c, err
	}
	ownKey := s.Access != settings.AccessPassthrough
	c.Observe = func(r proxy.Record) {
		k.health.observe(r, ownKey)
		k.hub.touch()
	}
	k.watchRequests(&c)
	c.Running = func(n int) {
		k.processors.requests(n)
		k.hub.touch()
		if n == 0 {
			k.quitIfIdle() // which asks for the number itself: calls may overtake each other
		}
	}
	c.BadTries = k.badTries
	c.CatalogFile = k.opts.CatalogFile
	k.mu.Lock()
	c.Paused, c.PausedUntil, c.Ending = k.paused, k.until, k.quitting
	k.mu.Unlock()
	return c, nil
}

// republish swaps in a new snapshot. Running streams keep theirs to the end.
func (k *Keyport) republish() {
	k.publish.Lock()
	defer k.publish.Unlock()
	k.speak()
	c, err := k.config()
	if err == nil {
		err = k.proxy.Swap(c)
	}
	if err != nil {
		// verify saw these settings before they were saved, so this is a mistake of ours; the old ones go on.
		k.log.Error().Err(err).Msg("new settings could not be published")
	}
	k.tellUpdates()
	nudge(k.resweep) // there may be an old password among the secrets
	k.hub.touch()
}

// verify checks what only the running program can: that the proxy takes the
// settings, and that the port is free. The new port is open before the old one
// is given up, and streams on the old one get time to end.
func (k *Keyport) verify(ctx context.Context, s settings.Settings) (commit, abort func(), err error) {
	c, err := snapshot(s, k.vault)
	if err != nil {
		return nil, nil, &control.Error{Code: control.CodeInvalid, Message: assets.T("errors.settings"), Cause: err}
	}
	for _, u := range c.Upstreams {
		if _, err := upstream.New(u, nil); err != nil {
			return nil, nil, &control.Error{Code: control.CodeInvalid, Message: assets.T("errors.account", "name", u.Name), Cause: err}
		}
	}
	k.mu.Lock()
	now := k.door
	k.mu.Unlock()
	publish := func() {
		k.decided()
		k.republish()
		if now != nil && k.opts.Listen == nil && k.store.Current().Listen.Port == 0 {
			k.keepPort(now.port) // when it was found it could not be saved
		}
	}
	port := s.Listen.Port
	if now != nil && (port == 0 || now.port == port) {
		return func() { k.useIPv6(ctx, now, s.Listen.IPv6); publish() }, func() {}, nil
	}
	if port == 0 {
		return publish, func() {}, nil
	}
	sockets, err := listen(ctx, want{port: port, ipv6: s.Listen.IPv6})
	if err != nil && now == nil && port == k.effective().Listen.Port {
		return publish, func() {}, nil // still taken, and that is told already; the rest may be saved
	}
	if err != nil {
		err = explain(ctx, err)
		said := portSentence(err)
		return nil, nil, &control.Error{
			Code: control.CodeInvalid, Message: said, Fields: []control.FieldError{{Field: "listen.port", Message: said}}, FreePort: nextPort(err), Cause: err,
		}
	}
	return func() { k.admit(sockets); publish() }, sockets.close, nil
}

// reloaded takes over a settings file that was changed by hand. The caller
// holds change. Should its port be taken, the old one goes on.
func (k *Keyport) reloaded(ctx context.Context) {
	s := k.effective()
	if !k.vault.waiting() && k.need(ctx, accounts(s)...) == nil {
		_ = k.ensure(ctx, s.Clients...)
	}
	commit, _, err := k.verify(ctx, s)
	if err != nil {
		k.log.Warn().Err(err).Msg("the settings file was changed by hand and cannot be used as it is")
		commit = func() { k.decided(); k.republish() }
	}
	commit()
}

// Pause implements control.API. A pause ends with the program: who starts
// Keyport wants it to work. Only a restart carries it over.
func (k *Keyport) Pause(_ context.Context, until time.Time) error {
	until = until.Round(0) // wall clock: a computer that sleeps must not pause for longer
	if !until.IsZero() && !until.After(k.clock()) {
		return invalid("until", assets.T("errors.future"))
	}
	k.mu.Lock()
	k.paused, k.until = true, until
	k.mu.Unlock()
	k.republish()
	nudge(k.rewake)
	event := k.log.Info()
	if !until.IsZero() {
		event = event.Time("until", until)
	}
	event.Msg("paused")
	return nil
}

// Resume implements control.API.
func (k *Keyport) Resume(context.Context) error {
	k.resume(false)
	return nil
}

// resume ends a pause, and takes QuitWhenIdle back unless quitting is to stay.
func (k *Keyport) resume(quitting bool) {
	k.mu.Lock()
	quitting = quitting && k.quitting
	was := k.paused || k.quitting != quitting
	k.paused, k.until, k.quitting = false, time.Time{}, quitting
	if !quitting {
		k.again = nil
	}
	k.mu.Unlock()
	if was {
		k.republish()
		k.log.Info().Msg("resumed")
	}
	nudge(k.rewake)
	nudge(k.retry)
}

// watchPause resumes when the time has come.
func (k *Keyport) watchPause(ctx context.Context) {
	for {
		k.mu.Lock()
		paused, until := k.paused, k.until
		k.mu.Unlock()
		var clock <-chan time.Time
		if paused && !until.IsZero() {
			left := until.Sub(k.clock())
			if left <= 0 {
				k.resume(true) // only a person takes a wish to quit back
				continue
			}
			// Timers stand still while the computer sleeps, so the wall clock is looked at again.
			clock = time.After(min(left, 30*time.Second))
		}
		select {
		case <-ctx.Done():
			return
		case <-k.rewake:
		case <-clock:
		}
	}
}

// nudge wakes whoever waits on c, or leaves a note that it was done.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
