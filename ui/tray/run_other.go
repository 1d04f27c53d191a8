//go:build !windows && !darwin

package tray

import (
	"context"
	"os"

	"fyne.io/systray"

	"keyport/app/control"
	"keyport/assets"
)

// runNative shows the icon while serve runs. systray needs no event loop here:
// start exports the item on the session bus and returns, end closes the connection.
func runNative(ctx context.Context, n *native, l *loop) error {
	address, err := busAddress()
	if err != nil {
		return err
	}
	// systray finds the bus by this variable alone, and would start a bus without it.
	if os.Getenv(busVariable) != address {
		if err := os.Setenv(busVariable, address); err != nil {
			return err
		}
	}
	// Before start: systray reads these while it exports the item, and what
	// another goroutine sets in that moment is lost. The first title is also the
	// Id by which panels remember where a person put the icon.
	systray.SetTitle("Keyport")
	starting := control.Status{State: control.StateStarting}
	n.setIcon(Icon(starting))
	systray.SetTooltip(assets.T("tray.tip.starting"))
	n.build(ctx)
	n.tapped(ctx)

	start, end := systray.RunWithExternalLoop(nil, nil)
	started := make(chan struct{})
	go func() { // ends when the bus has answered or refused
		defer close(started)
		defer l.recovered("start")
		start()
	}()
	select {
	case <-started:
	case <-ctx.Done():
		return nil // the bus hangs; the connection goes with the program
	}
	n.group.Go(func() { n.registerAgain(ctx) })
	l.serve(ctx)
	defer l.recovered("end")
	end()
	return nil
}

func showIcon(icon, _ []byte) { systray.SetIcon(straightPixels(icon)) }

// showTooltip sets the title too: panels that know no tooltips show that.
func showTooltip(text string) {
	systray.SetTooltip(text)
	systray.SetTitle(text)
}

// clearTitle empties a row before it is hidden, for hosts that overlook the
// property visible: they show an empty row, not one that does nothing.
func clearTitle(row *systray.MenuItem) { row.SetTitle("") }
