package tray

import "context"

// Available is nil: every macOS session has a menu bar. That the person or the
// notch hides the icon cannot be asked for.
func Available() error { return nil }

// HostPresent is true, see Available.
func HostPresent(context.Context) bool { return true }

// WatchHost says once that the menu bar is there and returns nil when ctx ends.
func WatchHost(ctx context.Context, seen func(present bool)) error {
	seen(true)
	<-ctx.Done()
	return nil
}
