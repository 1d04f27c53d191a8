package main

import (
	"bufio"
	"os"

	"golang.org/x/sys/windows"
)

// isTerminal reports whether v is a file that is a console.
func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	if !ok {
		return false
	}
	var mode uint32
	return windows.GetConsoleMode(windows.Handle(f.Fd()), &mode) == nil
}

// readHidden reads one line from a console that does not show it.
func readHidden(v any) ([]byte, error) {
	f := v.(*os.File)
	var before uint32
	if err := windows.GetConsoleMode(windows.Handle(f.Fd()), &before); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(windows.Handle(f.Fd()), before&^windows.ENABLE_ECHO_INPUT); err != nil {
		return nil, err
	}
	defer func() { _ = windows.SetConsoleMode(windows.Handle(f.Fd()), before) }()
	return readLine(bufio.NewReader(f))
}
