//go:build !windows

package app

import "syscall"

// exclusive does nothing: Go's SO_REUSEADDR lets nobody share a listening port on Unix.
func exclusive(_, _ string, _ syscall.RawConn) error { return nil }

func noSuchAddressOS(error) bool { return false }
