package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"time"

	"github.com/rs/zerolog"

	"keyport/app"
	"keyport/app/control"
	"keyport/assets"
	"keyport/assets/locale"
)

// callTime bounds one command. The keychain may have to be unlocked by hand meanwhile.
const callTime = 3 * time.Minute

// remote is what a subcommand talks to: the Keyport that runs or, where none
// does, the files and the keychain themselves.
type remote struct {
	control.API
	running bool
	close   func() error
}

// remote finds what a subcommand talks to. settings names the file for when nothing runs.
func (c *cli) remote(ctx context.Context, settings string) (*remote, error) {
	// Twice: between looking for the socket and taking the seat a Keyport may start.
	for range 2 {
		conn, err := control.Dial(ctx)
		if err == nil {
			// What this program says itself is to be in the language of what Keyport says.
			if s, err := conn.Status(ctx); err == nil && s.Language != "" {
				assets.SetLanguage(s.Language)
			}
			return &remote{API: conn, running: true, close: func() error { return nil }}, nil
		}
		var e *control.Error
		if !errors.As(err, &e) || e.Code != control.CodeNotRunning {
			return nil, err
		}
		offline, err := app.NewOffline(hearing(app.Options{Settings: settings, Log: zerolog.Nop(), Language: locale.System(), Version: assets.Version}))
		if err == nil {
			return &remote{API: offline, close: offline.Close}, nil
		}
		if !errors.As(err, &e) || e.Code != control.CodeExists {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
	return nil, failure{"Keyport is running but does not answer.", "wait a moment and try again"}
}

// with parses the flags of a subcommand and runs it on a remote. Flags may
// stand before and behind the other words, as people type them.
func (c *cli) with(ctx context.Context, set *flag.FlagSet, args []string, fn func(ctx context.Context, r *remote, args []string) error) error {
	settings := set.String("settings", "", "the settings `FILE`, for when no Keyport runs")
	var rest []string
	for {
		if err := c.parse(set, args); err != nil {
			return err
		}
		if args = set.Args(); len(args) == 0 {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	ctx, done := context.WithTimeout(ctx, callTime)
	defer done()
	r, err := c.remote(ctx, *settings)
	if err != nil {
		return err
	}
	defer r.close()
	out := &checkedWriter{Writer: c.out}
	c.out = out
	if err := fn(ctx, r, rest); err != nil {
		return err
	}
	return out.failed
}

// checkedWriter remembers that something could not be written: a script that
// saves a password on a full disk must not go on as if it had one.
type checkedWriter struct {
	io.Writer
	failed error
}

func (w *checkedWriter) Write(text []byte) (int, error) {
	n, err := w.Writer.Write(text)
	if err != nil && w.failed == nil {
		w.failed = failure{"The output cannot be written. Is the disk full?", ""}
	}
	return n, err
}

// none refuses words that a subcommand has no use for.
func none(name string, args []string) error {
	if len(args) > 0 {
		return usage(name + " takes no " + quote(args[0]) + ".")
	}
	return nil
}
