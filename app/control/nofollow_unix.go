//go:build !windows

package control

import "syscall"

// noFollow keeps the lock file from being opened through a symbolic link.
const noFollow = syscall.O_NOFOLLOW
