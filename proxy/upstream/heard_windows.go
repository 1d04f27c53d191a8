package upstream

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var wsaPoll = windows.NewLazySystemDLL("ws2_32.dll").NewProc("WSAPoll")

// heard reports whether something arrived on a socket, be it the end of it. It does not wait.
func heard(fd uintptr) bool {
	at := struct { // WSAPOLLFD
		socket           windows.Handle
		events, happened int16
	}{socket: windows.Handle(fd), events: 0x0300} // POLLIN
	n, _, _ := wsaPoll.Call(uintptr(unsafe.Pointer(&at)), 1, 0)
	return n != 0 // or SOCKET_ERROR
}
