package upstream

import (
	"context"
	"net"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func TestConnectionsAreProbedByTheSystem(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := newTransport(way{proxy: "none"}).DialContext(context.Background(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	option := func(name int) (value int) {
		t.Helper()
		if err := raw.Control(func(fd uintptr) { value, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, name) }); err != nil {
			t.Fatal(err)
		}
		return value
	}
	found := option(unix.TCP_KEEPIDLE) + option(unix.TCP_KEEPINTVL)*option(unix.TCP_KEEPCNT)
	if found <= 0 || found > 15 {
		t.Errorf("a dead connection is found after %d s", found)
	}

	// Who reads slowly is on the own computer or in the own network.
	for address, want := range map[string]int{
		"127.0.0.1:80": 0, "[::1]:80": 0, "192.168.1.2:80": 0, "10.0.0.1:8080": 0, "[fd00::1]:80": 0, "100.64.1.1:80": 0, "[fe80::1%eth0]:80": 0,
		"104.18.6.192:443": 15000, "[2606:4700::6812:6c0]:443": 15000,
	} {
		if err := raw.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 0) }); err != nil {
			t.Fatal(err)
		}
		if err := newDialer().Control("tcp", address, raw); err != nil || option(unix.TCP_USER_TIMEOUT) != want {
			t.Errorf("%s: %d ms, want %d: %v", address, option(unix.TCP_USER_TIMEOUT), want, err)
		}
	}
}
