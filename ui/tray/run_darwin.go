package tray

import (
	"context"

	"fyne.io/systray"
)

// runNative shows the icon while serve runs. systray.Run holds the calling
// goroutine, which must be the main one, in AppKit's event loop.
func runNative(ctx context.Context, n *native, l *loop) error {
	systray.Run(func() {
		defer systray.Quit()
		defer l.recovered("ready")
		n.build(ctx)
		n.reopened(ctx)
		stayAwake()
		l.serve(ctx)
	}, func() { l.sessionEnds(ctx) })
	return nil
}

// showIcon gives the shape as a template image, which macOS paints to fit a
// light, a dark or a tinted menu bar.
func showIcon(icon, template []byte) { systray.SetTemplateIcon(template, icon) }

// showTooltip leaves the title alone: in the menu bar it would stand beside the icon.
func showTooltip(text string) { systray.SetTooltip(text) }

// clearTitle does nothing: AppKit honours hidden rows.
func clearTitle(*systray.MenuItem) {}
