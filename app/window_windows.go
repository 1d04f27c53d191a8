package app

import (
	"os"
	"os/exec"
	"syscall"
)

// detach gives the window a process group of its own, see the Unix variant.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// terminate ends the window; Windows has no softer way from outside.
func terminate(p *os.Process) error { return p.Kill() }
