package app

import "syscall"

// replace puts another program in the place of this process.
func replace(program string, args, env []string) error { return syscall.Exec(program, args, env) }
