package main

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"keyport/app"
	"keyport/app/control"
	"keyport/ui/tray"
)

const (
	// findTime is how long a second start looks for the socket of the first, which may be starting itself.
	findTime = 5 * time.Second
	// hostTime is how long a desktop has to bring up its panel before the window
	// is opened instead: at login Keyport may start first.
	hostTime = 3 * time.Second
)

// desktop is the tray program. Started a second time it shows the window of the first.
func (c *cli) desktop(ctx context.Context, args []string) error {
	k, err := c.build(args, false)
	var e *control.Error
	if errors.As(err, &e) && e.Code == control.CodeExists {
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
	return c.run(ctx, k, func(ctx context.Context) {
		var wg sync.WaitGroup
		ctx, stop := context.WithCancel(ctx)
		wg.Go(func() { watchHost(ctx, k, log) })
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
	ctx, done := context.WithTimeout(ctx, findTime)
	defer done()
	for {
		conn, err := control.Dial(ctx)
		if err == nil {
			return conn.OpenWindow(context.WithoutCancel(ctx), "")
		}
		select {
		case <-ctx.Done():
			return failure{"Keyport is running but does not answer.", "end it and start it again"}
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// watchHost follows whether the desktop shows tray icons. Where none are shown,
// or nothing is set up yet, the window is what a person finds.
func watchHost(ctx context.Context, k *app.Keyport, log zerolog.Logger) {
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
	opened := os.Getenv(control.WindowComes) != ""
	if s, err := k.Status(ctx); err == nil && s.State == control.StateSetup && !opened {
		opened = true
		openWindow(ctx, k, log)
	}
	present, patience := false, time.After(hostTime)
	for states != nil || patience != nil {
		select {
		case now, open := <-states:
			if !open { // nobody will tell any more
				states = nil
				continue
			}
			if present = now; present || patience == nil {
				k.TrayHost(present)
			}
		case <-patience:
			patience = nil
			if present {
				continue
			}
			k.TrayHost(false)
			if !opened {
				openWindow(ctx, k, log)
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
