package main

import (
	"context"
	"os"
	"sync/atomic"

	"golang.org/x/sys/windows"
)

// keyport.exe is a program with windows, so that no console comes up when it is
// started by double-click or at login. Windows gives such a program no console
// either when it is called in one, so it asks for that itself.
var (
	kernel32              = windows.NewLazySystemDLL("kernel32.dll")
	attachConsoleProc     = kernel32.NewProc("AttachConsole")
	freeConsoleProc       = kernel32.NewProc("FreeConsole")
	setConsoleHandlerProc = kernel32.NewProc("SetConsoleCtrlHandler")
)

const attachParentProcess = 0xffffffff // ATTACH_PARENT_PROCESS of wincon.h

// consoleAttached is false in a build for the console, too: that has one already.
var consoleAttached bool

// attachConsole connects this program with the console it was started from, if
// any: what is not redirected to a file or a pipe is read and written there, and
// Ctrl-C ends the context.
func attachConsole(ctx context.Context) context.Context {
	given := map[uint32]windows.Handle{}
	for _, s := range standardFiles {
		given[s.number], _ = windows.GetStdHandle(s.number)
	}
	// Attaching sets the standard handles anew, also those that were redirected.
	if ok, _, _ := attachConsoleProc.Call(attachParentProcess); ok == 0 {
		return ctx
	}
	consoleAttached = true
	for _, s := range standardFiles {
		if open(given[s.number]) { // Go has opened *s.file on it
			_ = windows.SetStdHandle(s.number, given[s.number])
			continue
		}
		f, err := os.OpenFile(s.device, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		*s.file = f
		_ = windows.SetStdHandle(s.number, windows.Handle(f.Fd()))
	}
	return consoleContext(ctx)
}

var standardFiles = []struct {
	number uint32
	device string
	file   **os.File
}{
	{windows.STD_INPUT_HANDLE, "CONIN$", &os.Stdin},
	{windows.STD_OUTPUT_HANDLE, "CONOUT$", &os.Stdout},
	{windows.STD_ERROR_HANDLE, "CONOUT$", &os.Stderr},
}

// open reports whether h is a file, a pipe or a device that can be used.
func open(h windows.Handle) bool {
	if h == 0 || h == windows.InvalidHandle {
		return false
	}
	kind, err := windows.GetFileType(h)
	return err == nil && kind != windows.FILE_TYPE_UNKNOWN
}

// consoleContext ends with Ctrl-C and with the closing of the console: attaching
// has taken away the handler by which Go makes signals of both.
func consoleContext(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	var asked atomic.Bool
	handler := windows.NewCallback(func(event uintptr) uintptr {
		if asked.Swap(true) && event == windows.CTRL_C_EVENT {
			return 0 // the second time Windows ends the program
		}
		cancel()
		if event != windows.CTRL_C_EVENT && event != windows.CTRL_BREAK_EVENT {
			select {} // Windows ends the program when this returns, and after five seconds
		}
		return 1
	})
	_, _, _ = setConsoleHandlerProc.Call(handler, 1)
	return ctx
}

// leaveConsole is for the tray program: whoever closes the console from which it
// was started must not end the streams of other programs.
func leaveConsole() {
	if consoleAttached {
		_, _, _ = freeConsoleProc.Call()
	}
}
