package tray

/*
#cgo LDFLAGS: -framework Cocoa

void keyportWatchReopen(void);
void keyportStayAwake(void);
*/
import "C"

import "context"

// reopenings hears that somebody has opened Keyport.app while it runs. macOS
// starts no second process then, but sends this one an event; systray does not
// take it. It is the one way to the window of who cannot see the icon, because
// the notch or other icons cover it.
var reopenings = make(chan struct{}, 1)

//export keyportReopened
func keyportReopened() { // on the main thread, which must not be held
	select {
	case reopenings <- struct{}{}:
	default:
	}
}

// reopened makes the opening of Keyport.app open the window, until ctx ends.
func (n *native) reopened(ctx context.Context) {
	n.opens(ctx, reopenings)
	C.keyportWatchReopen()
}

// stayAwake keeps App Nap away: a program without a window is slowed down else,
// and answers with it. The computer may sleep all the same.
func stayAwake() { C.keyportStayAwake() }
