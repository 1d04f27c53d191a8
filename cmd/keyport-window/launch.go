package main

import (
	"context"
	"os"
	"os/exec"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

const (
	startTime = 10 * time.Second      // how long a Keyport that was started may take to answer
	lookAgain = 25 * time.Millisecond // between two looks for its socket
)

// connect gives the running Keyport, started if need be.
func connect(ctx context.Context) (*control.Conn, error) {
	if conn, err := control.Dial(ctx); err == nil {
		return conn, nil
	}
	if err := startKeyport(ctx); err != nil {
		return nil, err
	}
	return control.Dial(ctx)
}

// startKeyport starts Keyport and returns when it answers. It is a program of
// its own from then on: it outlives this window.
func startKeyport(ctx context.Context) error {
	path, err := control.FindProgram(control.TrayProgram)
	if err != nil {
		return &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.not_found"), Cause: err}
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), control.WindowComes+"=1")
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.not_started"), Cause: err}
	}
	ended := make(chan struct{})
	go func() { // ends with Keyport, or with this program
		_ = cmd.Wait() // a Keyport that ends while the window is open leaves no zombie
		close(ended)
	}()
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	return await(ctx, ended, func(ctx context.Context) error {
		_, err := control.Dial(ctx)
		return err
	})
}

// await asks until somebody answers. A Keyport that ends at once was either
// the second one, and then the first one answers, or it could not start.
func await(ctx context.Context, ended <-chan struct{}, ask func(context.Context) error) error {
	ticker := time.NewTicker(lookAgain)
	defer ticker.Stop()
	for {
		if ask(ctx) == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.mute"), Cause: ctx.Err()}
		case <-ended:
			if ask(ctx) == nil {
				return nil
			}
			return &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.ended_at_once")}
		case <-ticker.C:
		}
	}
}
