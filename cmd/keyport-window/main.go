// Command keyport-window shows the window of the running Keyport, and starts
// Keyport first when it is not running. Here is wiring only: the pages are in
// package ui/window, and everything they do is asked of Keyport over the control
// socket. Closing the window ends this program; Keyport goes on.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"keyport/app/control"
	"keyport/assets"
	"keyport/assets/locale"
)

// The exit codes: 0 also when another window was there and is shown instead.
const (
	exitFailed    = 1
	exitUsage     = 2
	exitNoDisplay = 3
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	flags := flag.NewFlagSet("keyport-window", flag.ContinueOnError)
	page := flags.String("page", "", "the `PAGE` to begin with: "+strings.Join(control.Pages(), ", "))
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	assets.SetLanguage(locale.System()) // until Keyport says which one the person has chosen
	// Fyne panics without a display, so it is looked for before anything is started for its sake.
	if err := display(); err != nil {
		return complain(exitNoDisplay, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	keyport, err := connect(ctx)
	if err != nil {
		return complain(exitFailed, err)
	}
	st, err := keyport.Status(ctx)
	if err == nil && st.Window {
		if err := keyport.OpenWindow(ctx, *page); err != nil {
			return complain(exitFailed, err)
		}
		return 0
	}
	if st.Language == "" { // it did not say
		st.Language = locale.System()
	}
	if err := show(ctx, keyport, st, *page); err != nil {
		return complain(exitNoDisplay, err)
	}
	return 0
}

func complain(code int, err error) int {
	fmt.Fprintln(os.Stderr, "keyport-window:", err)
	return code
}
