package app

import (
	"errors"
	"syscall"
)

// thisProgram is the file that this process was started from, also when it was
// replaced or removed meanwhile (proc(5)).
const thisProgram = "/proc/self/exe"

// replace puts another program in the place of this process. Where that one
// cannot be started, the person keeps the one that runs.
func replace(program string, args, env []string) error {
	err := syscall.Exec(program, args, env)
	return errors.Join(err, syscall.Exec(thisProgram, args, env))
}
