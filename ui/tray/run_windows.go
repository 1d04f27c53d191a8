package tray

import (
	"context"
	"errors"
	"runtime"
	"time"

	"fyne.io/systray"

	"keyport/assets"
)

// readyTime is how long Windows may take to accept the icon once there is a taskbar.
const readyTime = 10 * time.Second

// runNative shows the icon while serve runs. systray's window and its message
// loop must live on one thread, so they get a goroutine that is bound to one.
func runNative(ctx context.Context, n *native, l *loop) error {
	// At login Keyport may be earlier than the taskbar, and systray tries only once.
	if !awaitHost(ctx) {
		return nil
	}
	n.tapped(ctx)
	ready, ended := make(chan struct{}), make(chan struct{})
	go func() { // ends with the message loop, which systray.Quit ends
		defer close(ended)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer l.recovered("loop")
		systray.Run(func() { close(ready) }, func() { l.sessionEnds(ctx) })
	}()
	select {
	case <-ready:
	case <-ended:
		return errors.New(assets.T("tray.error.no_taskbar"))
	case <-time.After(readyTime):
		return errors.New(assets.T("tray.error.no_taskbar"))
	case <-ctx.Done():
		systray.Quit()
		return nil
	}
	n.build(ctx)
	l.serve(ctx)
	systray.Quit()
	select {
	case <-ended:
	case <-time.After(shutdown):
		l.log.Warn().Msg("the message loop of the tray did not end in time")
	}
	return nil
}

func showIcon(icon, _ []byte) { systray.SetIcon(icon) }

func showTooltip(text string) { systray.SetTooltip(text) }

// clearTitle does nothing: a hidden row is out of the menu.
func clearTitle(*systray.MenuItem) {}
