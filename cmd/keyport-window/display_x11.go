//go:build !windows && !darwin

package main

import (
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/jezek/xgb"

	"keyport/app/control"
	"keyport/assets"
)

// displayTime is how long a display may take to answer; one behind a broken ssh tunnel never does.
const displayTime = 5 * time.Second

// display says why nothing can be drawn, nil when a display answers. Fyne tries
// Wayland and X11 in the same way, but panics when there is neither.
func display() error {
	wayland, x11 := os.Getenv("WAYLAND_DISPLAY"), os.Getenv("DISPLAY")
	if wayland == "" && x11 == "" {
		return noDisplay(assets.T("errors.no_desktop", "first", "DISPLAY", "second", "WAYLAND_DISPLAY"))
	}
	if wayland != "" && answersWayland(wayland) || x11 != "" && answersX11(x11) {
		return nil
	}
	return noDisplay(assets.T("errors.dead_desktop", "first", "DISPLAY", "second", "WAYLAND_DISPLAY"))
}

func noDisplay(sentence string) error {
	return &control.Error{Code: control.CodeNoWindow, Message: sentence}
}

// answersWayland follows wl_display_connect: the name is a path, or a file in XDG_RUNTIME_DIR.
func answersWayland(name string) bool {
	if !filepath.IsAbs(name) {
		name = filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), name)
	}
	conn, err := net.DialTimeout("unix", name, displayTime)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// answersX11 does the whole handshake: a server that refuses this person is of no use either.
func answersX11(name string) bool {
	xgb.Logger = log.New(io.Discard, "", 0)
	answer := make(chan bool, 1)
	go func() { // ends with the handshake; this program does not wait for one that hangs
		conn, err := xgb.NewConnDisplay(name)
		if err == nil {
			conn.Close()
		}
		answer <- err == nil
	}()
	select {
	case ok := <-answer:
		return ok
	case <-time.After(displayTime):
		return false
	}
}
