package app

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"keyport/app/control"
	"keyport/assets"
	"keyport/keystore"
)

// newerVersion is assets.NewerVersion, under the name that this package says it by.
func newerVersion(version, old string) bool { return assets.NewerVersion(version, old) }

// Restart implements control.API. No stream is cut: it ends as QuitWhenIdle
// does, and the wish goes with that one when it is taken back. An update that was
// cut short, or is made for another computer, leaves the person the Keyport that runs.
func (k *Keyport) Restart(ctx context.Context) error {
	if k.vault.fleeting() {
		return &control.Error{Code: control.CodeConflict, Message: assets.T("updates.fleeting")}
	}
	program, err := os.Executable() // on Linux without the " (deleted)" of a file that was replaced
	if err == nil {
		_, err = os.Stat(program)
	}
	if err != nil {
		return &control.Error{Code: control.CodeNoProgram, Message: assets.T("updates.no_file"), Cause: err}
	}
	starts := k.opts.starts
	if starts == nil {
		starts = saysItsVersion
	}
	if err := starts(ctx, program); ctx.Err() != nil { // the caller or Keyport has ended meanwhile
		return &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.ending"), Cause: ctx.Err()}
	} else if err != nil {
		return &control.Error{Code: control.CodeNoProgram, Message: assets.T("updates.no_start"), Cause: err}
	}
	k.endWhenIdle(&again{program: program, window: k.server.Attached()})
	return nil
}

// versionTime is how long a program may take to say its version: virus scanners read it first.
const versionTime = 20 * time.Second

// saysItsVersion starts a program file, and fails when that one cannot be Keyport.
func saysItsVersion(ctx context.Context, program string) error {
	ctx, cancel := context.WithTimeout(ctx, versionTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "version")
	cmd.Args[0] = os.Args[0] // as it will be started
	cmd.Env = scrubbed(os.Environ())
	cmd.WaitDelay = time.Second
	detach(cmd)
	return cmd.Run()
}

// again is how Keyport is started anew after its end.
type again struct {
	program string
	window  bool   // a window was open
	pause   string // of control.PauseAgain; "" is none
}

// leaves is the wish for another Keyport, with what that one has to know; nil for none.
func (k *Keyport) leaves() *again {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.again != nil && k.paused {
		k.again.pause = endless
		if !k.until.IsZero() {
			k.again.pause = k.until.Format(time.RFC3339)
		}
	}
	return k.again
}

// endless is a pause until the person ends it.
const endless = "on"

// StartAgain starts Keyport anew if that was asked for; it is called after
// Close. Where the system allows it, the new one takes the place of this process,
// so that a service manager and a terminal keep it, and there is no return.
func (k *Keyport) StartAgain() error {
	a := k.leaves()
	if a == nil {
		return nil
	}
	if err := replace(a.program, os.Args, a.environment(os.Environ())); err != nil {
		return &control.Error{Code: control.CodeNoProgram, Message: assets.T("updates.ended"), Cause: err}
	}
	return nil
}

// environment is that of this process; what the first start was told of a window
// is no longer so.
func (a *again) environment(env []string) []string {
	env = slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return name == control.WindowComes || name == control.WindowAgain || name == control.PauseAgain
	})
	if a.window {
		env = append(env, control.WindowAgain+"=1")
	}
	if a.pause != "" {
		env = append(env, control.PauseAgain+"="+a.pause)
	}
	return env
}

// TakeOver takes up what another Keyport has left that this one was started in
// the place of: a pause, for a restart is no wish that requests run again. It
// reports whether a window was open. It is called before Run.
func (k *Keyport) TakeOver() (window bool) {
	window, pause := os.Getenv(control.WindowAgain) != "", os.Getenv(control.PauseAgain)
	_, _ = os.Unsetenv(control.WindowAgain), os.Unsetenv(control.PauseAgain)
	until, err := time.Parse(time.RFC3339, pause)
	if pause == endless || err == nil {
		_ = k.Pause(context.Background(), until) // one that has ended meanwhile is none
	}
	return window
}

// fleeting reports whether secrets would be lost with this process: those of
// variables, which were removed from its environment, and those that live in memory.
func (v *vault) fleeting() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.session || len(v.given) > 0 || v.store.Describe() == keystore.InMemory
}
