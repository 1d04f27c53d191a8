//go:build !windows && !darwin

package main

import (
	"context"

	"github.com/rs/zerolog"

	"keyport/app"
	"keyport/app/control"
	"keyport/ui/notify"
	"keyport/ui/tray"
)

// notifications shows messages of the desktop until ctx ends.
func notifications(ctx context.Context, api control.API, log zerolog.Logger) {
	told, _ := app.ToldPath() // without a cache folder, without that message
	news, _ := app.NewsPath()
	notify.Run(ctx, api, notify.Options{Connect: tray.SessionBus, Told: told, News: news, Logger: log.With().Str("part", "notify").Logger()})
}
