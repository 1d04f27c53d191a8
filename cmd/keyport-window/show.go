package main

import (
	"context"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window"
)

// id names the program to desktops, which find its desktop entry and its icon by
// it, and its folder of window preferences. It is the one of FyneApp.toml.
const id = "app.keyport.Keyport"

// endTime is how long the window may take to end when it is told to.
const endTime = 5 * time.Second

// show opens the window and returns when it was closed or ctx has ended, or at
// once with the reason why nothing can be drawn.
func show(ctx context.Context, keyport *control.Conn, st control.Status, page string) error {
	icon := fyne.NewStaticResource("keyport.png", assets.AppIcon())
	app.SetMetadata(fyne.AppMetadata{
		ID: id, Name: window.Title, Version: assets.Version, Icon: icon, Release: assets.Version != "dev",
		Migrations: map[string]bool{"fyneDo": true}, // widgets are touched on Fyne's goroutine only
	})
	a := app.NewWithID(id)
	a.SetIcon(icon)
	w := window.New(a, window.Options{
		API: keyport, Attach: keyport.AttachWindow, LetGo: letGo(st.PID), Start: startKeyport, Page: page, State: st,
	})
	w.Show()
	if !w.Drawn() { // before Keyport is told that there is a window
		return &control.Error{Code: control.CodeNoWindow, Message: assets.T("window.no_gl")}
	}
	w.Start()

	done := make(chan struct{})
	defer close(done)
	go func() { // ends with show
		select {
		case <-ctx.Done():
		case <-done:
			return
		}
		// Fyne 2.8 has been seen not to end after SIGTERM, about once in 200 times.
		watchdog := time.AfterFunc(endTime, func() { os.Exit(0) })
		defer watchdog.Stop()
		fyne.Do(a.Quit)
		<-done
	}()
	a.Run()
	w.Stop() // here and not in Lifecycle's OnStopped, which Fyne often drops
	return nil
}

// letGo tells an orderly end of the Keyport with that process id from a crash:
// the Keyport that has started this program waits for it, and is its parent as
// long as it lives.
func letGo(pid int) func() bool {
	return func() bool { return pid != 0 && os.Getppid() == pid }
}
