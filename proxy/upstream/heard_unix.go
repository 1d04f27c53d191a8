//go:build unix && !linux

package upstream

import "golang.org/x/sys/unix"

// heard reports whether something arrived on a socket, be it the end of it. It does not wait.
func heard(fd uintptr) bool {
	at := [1]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	n, err := unix.Poll(at[:], 0)
	return n != 0 || err != nil
}
