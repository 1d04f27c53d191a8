//go:build linux || darwin

package main

import (
	"bufio"
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal reports whether v is a file that is a terminal.
func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	if !ok {
		return false
	}
	_, err := unix.IoctlGetTermios(int(f.Fd()), getTermios)
	return err == nil
}

// readHidden reads one line from a terminal that does not show it.
func readHidden(v any) ([]byte, error) {
	f := v.(*os.File)
	before, err := unix.IoctlGetTermios(int(f.Fd()), getTermios)
	if err != nil {
		return nil, err
	}
	quiet := *before
	quiet.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(int(f.Fd()), setTermios, &quiet); err != nil {
		return nil, err
	}
	defer func() { _ = unix.IoctlSetTermios(int(f.Fd()), setTermios, before) }()
	return readLine(bufio.NewReader(f))
}
