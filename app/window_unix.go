//go:build !windows

package app

import (
	"os"
	"os/exec"
	"syscall"
)

// detach gives the window a process group of its own: Ctrl-C in the terminal
// of keyport serve is meant for Keyport, which then lets the window go.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
