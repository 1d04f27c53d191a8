//go:build !linux

package app

import (
	"os"
	"os/exec"
)

// replace starts another program, which outlives this one. Windows has no way to
// put it in the place of this process, and macOS keeps the tray's icon with one.
func replace(program string, args, env []string) error {
	cmd := exec.Command(program, args[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, os.Stdout, os.Stderr
	detach(cmd)
	return cmd.Start()
}
