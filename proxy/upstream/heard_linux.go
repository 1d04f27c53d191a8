package upstream

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// heard reports whether something arrived on a socket, be it the end of it. It
// does not wait, hence the raw call: see package socket.
func heard(fd uintptr) bool {
	at, now := unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}, unix.Timespec{}
	n, _, err := unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&at)), 1, uintptr(unsafe.Pointer(&now)), 0, 0, 0)
	return n != 0 || err != 0
}
