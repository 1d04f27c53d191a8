// Package tray is Keyport's icon and menu in the notification area of the
// desktop. What it shows is a pure function of a control.Status, and what it
// does is a call of control.API; it knows neither the proxy nor the keychain nor
// any window toolkit, so that the program that serves requests stays small and
// never depends on OpenGL.
//
// The menu has a fixed skeleton whose rows are shown, hidden and renamed. It is
// never rebuilt: systray closes the channel of a removed item, and a click that
// arrives meanwhile would end the program with a send on a closed channel.
package tray

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"keyport/app/control"
	"keyport/assets"
)

// Options are the surroundings of Run. The zero value works.
type Options struct {
	// Logger takes what the tray and the systray library have to say. The zero value is silent.
	Logger zerolog.Logger
	// Clipboard puts text on the clipboard; secret asks clipboard managers not to
	// keep it. Nil means the clipboard of the desktop, see Clipboard.
	Clipboard func(ctx context.Context, text string, secret bool) error
}

// ran guards systray's global state, which survives no second start.
var ran atomic.Bool

// shutdown is how long Run waits at its end for calls that do not heed their context.
const shutdown = 3 * time.Second

// Run shows the tray icon until ctx ends or the person chooses Quit, which calls
// api.Quit. It may be called once in a process. Where Available says no it fails
// at once; where a tray may appear later (a panel that is started after Keyport)
// it waits for it without a fuss.
//
// On macOS Run must be called on the main goroutine, before anything else has
// taken the main thread: AppKit draws from there only. Elsewhere any goroutine will do.
func Run(ctx context.Context, api control.API, opts Options) error {
	if err := Available(); err != nil {
		return err
	}
	if !ran.CompareAndSwap(false, true) {
		return errors.New(assets.T("tray.error.ran"))
	}
	log := opts.Logger.With().Str("part", "tray").Logger()
	restore := routeLog(log)
	defer restore()

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	clip := opts.Clipboard
	if clip == nil {
		own := NewClipboard()
		defer own.Close()
		clip = own.Copy
	}
	clicks := make(chan string)
	surface := newNative(log, clicks)
	l := &loop{api: api, log: log, clip: clip, surface: surface, clicks: clicks, stop: stop, now: time.Now}
	err := runNative(ctx, surface, l)
	stop()
	surface.wait()
	return err
}
