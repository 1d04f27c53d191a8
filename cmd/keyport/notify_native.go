//go:build windows || darwin

package main

import (
	"context"

	"github.com/rs/zerolog"

	"keyport/app/control"
)

// notifications does nothing: these systems want a registered program, or a
// shell, to show a message for it.
func notifications(context.Context, control.API, zerolog.Logger) {}
