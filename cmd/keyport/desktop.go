package main

import (
	"context"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"keyport/app"
	"keyport/app/autostart"
	"keyport/app/control"
	"keyport/ui/tray"
)

// findTime is how long a second start looks for the socket of the first, which
// may be starting itself. Tests have less of it.
var findTime = 5 * time.Second

// findAgain is between two looks.
const findAgain = 50 * time.Millisecond

// errSilent is told when it was not found.
var errSilent = failure{"Keyport is running but does not answer.", "end it and start it again"}

const (
	// hostTime is how long a desktop has to bring up its panel before the window
	// is opened instead.
	hostTime = 3 * time.Second
	// loginTime is that at login, when the panel may be one of the last to start.
	loginTime = time.Minute
)

// desktop is the tray program. Started a second time it shows the window of the
// first, unless it was the session that has started it: then one that runs
// already, be it a service of the person, is all that was wanted.
func (c *cli) desktop(ctx context.Context, args []string) error {
	// Anywhere, for people add flags of their own to the entry.
	login := slices.Contains(args, autostart.Flag)
	args = slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == autostart.Flag })
	k, err := c.build(ctx, args, false)
	if exists(err) {
		if login {
			return nil
		}
		return c.showFirst(ctx)
	}
	if err != nil {
		return err
	}
	log := k.Log()
	if err := tray.Available(); err != nil {
		log.Info().Str("why", err.Error()).Msg("no tray here; running like keyport serve")
		return c.run(ctx, k, nil)
	}
	leaveConsole()
	return c.run(ctx, k, func(ctx context.Context) {
		var wg sync.WaitGroup
		ctx, stop := context.WithCancel(ctx)
		wg.Go(func() { watchHost(ctx, k, log, login) })
		wg.Go(func() { notifications(ctx, k, log) })
		if err := tray.Run(ctx, k, tray.Options{Logger: log}); err != nil && ctx.Err() == nil {
			log.Error().Err(err).Msg("the tray icon has failed; running without it")
			k.TrayHost(false)
			openWindow(ctx, k, log)
			<-ctx.Done()
		}
		stop()
		wg.Wait()
	})
}

// showFirst asks the Keyport that runs to show its window.
func (c *cli) showFirst(ctx context.Context) error {
	conn, err := control.Dial(ctx)
	if err != nil { // it has ended since build found it
		return err
	}
	return conn.OpenWindow(ctx, "")
}

// watchHost follows whether the desktop shows tray icons. Where none are shown,
// or nothing is set up yet, the window is what a person finds. At login nobody has
// asked for Keyport, so it opens there only where it has to, and as late as it can.
func watchHost(ctx context.Context, k *app.Keyport, log zerolog.Logger, login bool) {
	select {
	case <-k.Ready():
	case <-ctx.Done():
		return
	}
	states := make(chan bool, 8)
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		defer close(states)
		err := tray.WatchHost(ctx, func(present bool) {
			select {
			case states <- present:
			case <-ctx.Done():
			}
		})
		if err != nil {
			log.Warn().Err(err).Msg("the tray cannot be watched")
		}
	})
	open := func() { openWindow(ctx, k, log) }
	wait := hostTime
	switch s, err := k.Status(ctx); {
	case os.Getenv(control.WindowComes) != "":
		open = func() {}
	case login:
		wait = loginTime
		open = func() {
			// Who wants the notice no more knows how Keyport is found without a tray.
			if s, err := k.Status(ctx); err != nil || slices.ContainsFunc(s.Problems, func(p control.Problem) bool { return p.Code == noTray }) {
				openWindow(ctx, k, log)
			}
		}
	case err == nil && s.State == control.StateSetup:
		open()
		open = func() {}
	}
	followHost(ctx, states, time.After(wait), k.TrayHost, open)
}

// noTray is the code of the notice that there is no tray.
const noTray = "no_tray"

// followHost tells every state of the tray. That there is none is believed only
// when patience has ended; where there was none all the time, the window is
// opened in its place, once.
func followHost(ctx context.Context, states <-chan bool, patience <-chan time.Time, tell func(bool), open func()) {
	present, seen := false, false
	for states != nil || patience != nil {
		select {
		case now, more := <-states:
			if !more { // nobody will tell any more
				states = nil
				continue
			}
			present, seen = now, seen || now
			if present || patience == nil {
				tell(present)
			}
		case <-patience:
			patience = nil
			if present {
				continue
			}
			tell(false)
			if !seen {
				open()
			}
		case <-ctx.Done():
			return
		}
	}
}

func openWindow(ctx context.Context, k *app.Keyport, log zerolog.Logger) {
	if err := k.OpenWindow(ctx, ""); err != nil {
		log.Warn().Err(err).Msg("the window could not be opened")
	}
}
