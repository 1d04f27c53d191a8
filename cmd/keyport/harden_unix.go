//go:build !windows

package main

import "syscall"

// harden keeps keys out of core files: the memory of this program and of those
// that it starts holds them. Go dies with a core file only where GOTRACEBACK asks for it.
func harden() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	emptyCores()
}
