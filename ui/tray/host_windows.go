package tray

import (
	"context"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var findWindow = windows.NewLazySystemDLL("user32.dll").NewProc("FindWindowW")

// Available says in one sentence why Run cannot show an icon in this session,
// or nil. A taskbar that is not there yet is no reason: Run waits for it.
func Available() error { return nil }

// HostPresent says whether there is a taskbar, which shows the icons.
func HostPresent(context.Context) bool {
	class, err := windows.UTF16PtrFromString("Shell_TrayWnd") // where Shell_NotifyIcon itself looks
	if err != nil {
		return false
	}
	window, _, _ := findWindow.Call(uintptr(unsafe.Pointer(class)), 0)
	return window != 0
}

// hostPoll is the time between two looks for the taskbar, which tells only top-level windows that it came.
const hostPoll = time.Second

// WatchHost calls seen with whether there is a taskbar, at once and when it
// appears; after that it only waits, for the icon survives a restart of the
// taskbar by itself. It returns nil when ctx ends.
func WatchHost(ctx context.Context, seen func(present bool)) error {
	present := HostPresent(ctx)
	seen(present)
	if !present && awaitHost(ctx) {
		seen(true)
	}
	<-ctx.Done()
	return nil
}

// awaitHost waits for the taskbar; false when ctx ended before.
func awaitHost(ctx context.Context) bool {
	ticker := time.NewTicker(hostPoll)
	defer ticker.Stop()
	for !HostPresent(ctx) {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return false
		}
	}
	return ctx.Err() == nil
}
