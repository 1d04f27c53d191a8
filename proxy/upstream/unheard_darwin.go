package upstream

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// limitUnheard ends a connection whose other end acknowledges nothing: Keep-alive
// does not see it while something is on its way.
func limitUnheard(_, _ string, c syscall.RawConn) error {
	_ = c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_RXT_CONNDROPTIME, int(unheard.Seconds()))
	})
	return nil
}
