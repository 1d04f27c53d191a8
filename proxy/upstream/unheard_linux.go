package upstream

import (
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// shared is the range of RFC 6598, in which private networks over the internet have their addresses.
var shared = netip.MustParsePrefix("100.64.0.0/10")

// limitUnheard ends a connection whose other end acknowledges nothing. Keep-alive
// does not see it while something is on its way, and the system itself gives up
// after a quarter of an hour only.
//
// TCP_USER_TIMEOUT counts a receiver that takes nothing in as well (tcp(7)): a
// model server in the own network that reads the next prompt when it is done with
// this one must not be cut off, and who takes requests on the internet reads at once.
func limitUnheard(_, address string, c syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if ip := to.Addr().Unmap(); err != nil || !ip.IsGlobalUnicast() || ip.IsPrivate() || shared.Contains(ip) {
		return nil
	}
	_ = c.Control(func(fd uintptr) { // a kernel without it is as good as before
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unheard.Milliseconds()))
	})
	return nil
}
