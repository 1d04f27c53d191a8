//go:build !windows

package main

import "syscall"

// harden keeps keys out of core files: the memory of this program holds them.
func harden() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
