package upstream

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// limitUnheard ends a connection whose other end acknowledges nothing: Keep-alive
// does not see it while something is on its way.
func limitUnheard(_, _ string, c syscall.RawConn) error {
	_ = c.Control(func(fd uintptr) {
		_ = windows.SetsockoptInt(windows.Handle(fd), windows.IPPROTO_TCP, windows.TCP_MAXRT, int(unheard.Seconds()))
	})
	return nil
}
