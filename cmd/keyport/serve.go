package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"keyport/app"
	"keyport/app/control"
	"keyport/assets/locale"
)

// endTime is when Keyport is ended by force after it was asked to: three
// seconds are for running streams, the rest for putting things away.
const endTime = 4800 * time.Millisecond

// serve runs without tray and desktop.
func (c *cli) serve(ctx context.Context, args []string) error {
	k, err := c.build(ctx, args, true)
	if exists(err) {
		return alreadyRuns{err}
	}
	if err != nil {
		return err
	}
	return c.run(ctx, k, nil)
}

// build makes the application from flags and variables. serving is the
// foreground program, which people start with the variables of another proxy.
// That there is a Keyport already is said when it answers: a command that works
// on the settings while none runs is in its place for a moment, and ends.
func (c *cli) build(ctx context.Context, args []string, serving bool) (*app.Keyport, error) {
	opts, err := c.options(args, serving)
	if err != nil {
		return nil, err
	}
	patience := time.After(findTime)
	for {
		k, err := app.New(opts)
		if !exists(err) {
			return k, err
		}
		if _, silent := control.Dial(ctx); silent == nil {
			return nil, err
		}
		select {
		case <-patience:
			return nil, errSilent
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(findAgain):
		}
	}
}

// exists reports whether an error says that there is a Keyport already.
func exists(err error) bool {
	var e *control.Error
	return errors.As(err, &e) && e.Code == control.CodeExists
}

func (c *cli) options(args []string, serving bool) (app.Options, error) {
	f := newRunFlags()
	if err := c.parse(f.set, args); err != nil {
		return app.Options{}, err
	}
	if f.set.NArg() > 0 {
		return app.Options{}, usage("This was not understood: " + quote(f.set.Arg(0)) + ".")
	}
	opts, err := f.options()
	if err != nil {
		return opts, err
	}
	opts.Environment = app.ReadEnvironment(serving)
	opts.NeedPort = serving
	opts.Processors = true
	opts.Language = locale.System()
	terminal := isTerminal(c.err)
	c.err = newCalm(c.err)
	opts.Log, opts.Redactor, err = f.newLog(c.err, terminal, opts.Environment.LogLevel())
	return opts, err
}

// run runs k until a signal comes. beside, when not nil, runs on this goroutine
// meanwhile (the tray, which wants the main one) and ends when its context does.
func (c *cli) run(ctx context.Context, k *app.Keyport, beside func(context.Context)) error {
	// Go ends a program that writes to a stderr or stdout whose reader has gone, unless somebody wants to know of it.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() {
		stop() // a second Ctrl-C ends at once
		time.AfterFunc(endTime, func() { os.Exit(0) })
	})
	again := k.TakeOver()
	ended := make(chan error, 1)
	go func() { // awaited below
		k.Guard(func() { ended <- k.Run(ctx) })
		stop()
	}()
	greeted := make(chan struct{})
	go func() { // awaited below; stop ends it
		defer close(greeted)
		select {
		case <-k.Ready():
			c.greet(ctx, k)
			if again {
				openWindow(ctx, k, k.Log())
			}
		case <-ctx.Done():
		}
	}()
	if beside != nil {
		k.Guard(func() { beside(ctx) })
		stop()
	}
	err := <-ended
	<-greeted
	if closed := k.Close(); err == nil {
		err = closed
	}
	return errors.Join(err, k.StartAgain())
}

// greet prints where Keyport listens, and on stderr what to do next.
func (c *cli) greet(ctx context.Context, k *app.Keyport) {
	s, err := k.Status(ctx)
	if err != nil || s.Address == "" {
		return
	}
	line(c.out, "listening on %s", s.Address)
	if demo(s) {
		line(c.err, "Try the demo model; paste this into a second terminal:")
		if runtime.GOOS == "windows" {
			line(c.err, tryDemoWindows, self())
		} else {
			line(c.err, tryDemo, self())
		}
		return
	}
	for _, u := range s.Upstreams {
		if u.Key == control.KeyMissing {
			line(c.err, "There is no API key for %s yet. Add it with: %s key set %s   or try the demo: %s serve --demo", u.Name, self(), u.Name, self())
			return
		}
	}
}

// tryDemo asks the demo model, in what a terminal of Linux or macOS speaks.
const tryDemo = `curl -sN "$(%s url)/v1/chat/completions" -H 'Content-Type: application/json' -d '{"model":"keyport-demo","stream":true,"messages":[{"role":"user","content":"Hello"}]}'`

// tryDemoWindows is the same for PowerShell, which hands double quotes to programs such as curl in two ways.
const tryDemoWindows = `(irm "$(%s url)/v1/chat/completions" -Method Post -ContentType application/json -Body '{"model":"keyport-demo","messages":[{"role":"user","content":"Hello"}]}').choices.message.content`

// demo reports whether the demo is all there is.
func demo(s control.Status) bool {
	return len(s.Upstreams) == 1 && s.Upstreams[0].Kind == "demo"
}

// self is this program as a shell writes it, on Windows PowerShell.
func self() string {
	path, err := os.Executable()
	if err != nil {
		return "keyport"
	}
	if runtime.GOOS == "windows" { // without .exe it finds keyport.com, which PowerShell waits for
		return fmt.Sprintf("& '%s'", strings.ReplaceAll(strings.TrimSuffix(path, ".exe"), "'", "''"))
	}
	if strings.ContainsFunc(path, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:", r))
	}) {
		return fmt.Sprintf("'%s'", strings.ReplaceAll(path, "'", `'\''`))
	}
	return path
}
