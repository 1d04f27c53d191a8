//go:build !linux && !windows

package app

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// systemVersion names the release: of macOS its own number, elsewhere the kernel's.
func systemVersion() string {
	for _, name := range []string{"kern.osproductversion", "kern.osrelease"} {
		if text, err := unix.Sysctl(name); err == nil {
			return runtime.GOOS + " " + text
		}
	}
	return runtime.GOOS
}
