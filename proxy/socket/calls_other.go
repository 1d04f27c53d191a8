//go:build !linux

package socket

import "net"

type calls struct{}

func (calls) init(*net.TCPConn) {}
