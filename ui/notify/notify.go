//go:build !windows && !darwin

package notify

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rs/zerolog"

	"keyport/app/control"
)

// Options are the surroundings of Run.
type Options struct {
	// Connect opens the session bus.
	Connect func(ctx context.Context) (*dbus.Conn, error)
	// Told is a file whose existence says that the person knows where Keyport is when its window is closed. Where
	// there is none to be had (""), that is never told, rather than again and again.
	Told string
	// News is a file that keeps which newer version was told of last; without one ("") that is never told.
	News string
	// Logger takes what goes wrong. The zero value is silent.
	Logger zerolog.Logger
}

const (
	retry    = time.Second      // between two questions for the state when one has failed
	openTime = 20 * time.Second // for the window to come
)

// Run tells what there is to tell until ctx ends. A desktop without messages
// is no error.
func Run(ctx context.Context, api control.API, opts Options) {
	s := newServer(func() (*dbus.Conn, error) { return opts.Connect(ctx) }, opts.Logger)
	defer s.close()
	run(ctx, api, s, opts)
}

// desktop shows messages.
type desktop interface {
	show(ctx context.Context, m message)
	clicks() <-chan *dbus.Signal                   // nil while nothing was shown
	clicked(s *dbus.Signal) (page string, ok bool) // what the click opens
}

func run(ctx context.Context, api control.API, d desktop, opts Options) {
	var group sync.WaitGroup
	defer group.Wait()
	states := make(chan control.Status)
	group.Go(func() { watch(ctx, api, states) })
	teller := newTeller(unknown(opts.Told))
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		var now []message
		select {
		case <-ctx.Done():
			return
		case s := <-states:
			now = teller.take(s, time.Now())
		case signal := <-d.clicks():
			if page, ok := d.clicked(signal); ok {
				group.Go(func() { open(ctx, api, page, opts.Logger) })
			}
		case <-timer.C:
		}
		due, wait := teller.due(time.Now())
		for _, m := range append(now, due...) {
			if m.over || wanted(ctx, api) && opts.once(m) {
				d.show(ctx, m)
			}
		}
		timer.Stop()
		if wait > 0 {
			timer.Reset(wait)
		}
	}
}

// once reports whether a message that is told once only is due, and writes down that it is.
func (o Options) once(m message) bool {
	switch m.kind {
	case stays:
		return remember(o.Told, "", o.Logger)
	case news:
		if before, err := os.ReadFile(o.News); err == nil && string(before) == m.of {
			return false
		}
		return o.News != "" && remember(o.News, m.of, o.Logger)
	}
	return true
}

// watch hands every new state on, until ctx ends.
func watch(ctx context.Context, api control.API, states chan<- control.Status) {
	for seen := uint64(0); ; {
		s, err := api.WaitStatus(ctx, seen)
		if err != nil || s.Version == seen {
			select {
			case <-time.After(retry):
				continue
			case <-ctx.Done():
				return
			}
		}
		seen = s.Version
		select {
		case states <- s:
		case <-ctx.Done():
			return
		}
	}
}

// wanted asks whether the person wants messages, each time: it can be switched off while Keyport runs.
func wanted(ctx context.Context, api control.API) bool {
	view, err := api.Settings(ctx)
	return err == nil && view.Settings.Desktop.Notifications
}

func open(ctx context.Context, api control.API, page string, log zerolog.Logger) {
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	if err := api.OpenWindow(ctx, page); err != nil && ctx.Err() == nil {
		log.Warn().Err(err).Msg("a click on a message opened no window")
	}
}

func unknown(file string) bool {
	if file == "" {
		return false
	}
	_, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist)
}

// remember reports whether it is written down that the message was told.
func remember(file, text string, log zerolog.Logger) bool {
	err := os.MkdirAll(filepath.Dir(file), 0o700)
	if err == nil {
		err = os.WriteFile(file, []byte(text), 0o600)
	}
	if err != nil {
		log.Debug().Err(err).Msg("what was told cannot be remembered, so it is not told")
	}
	return err == nil
}
