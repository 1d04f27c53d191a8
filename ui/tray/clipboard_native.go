//go:build windows || darwin

package tray

import (
	"context"

	"github.com/atotto/clipboard"
)

// platformClipboard holds nothing: the system keeps the text itself.
type platformClipboard struct{}

func (platformClipboard) copy(_ context.Context, text string, _ bool) error {
	return clipboard.WriteAll(text) // waits at most one second for a clipboard that another program has open
}

func (platformClipboard) close() {}
