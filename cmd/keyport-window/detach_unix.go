//go:build !windows

package main

import (
	"os/exec"
	"syscall"
)

// detach gives Keyport a session of its own: closing the terminal that the
// window was started from must not end the streams of other programs.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
