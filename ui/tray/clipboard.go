package tray

import (
	"context"
	"errors"
	"fmt"

	"keyport/assets"
)

// maxText is how much text Copy takes, in bytes. An X11 property is written in
// one request of at most 256 KiB, and addresses have some hundred bytes.
const maxText = 64 << 10

// Clipboard puts text on the clipboard of the desktop without a window toolkit.
// The text never stands on a command line, where every process could read it.
//
// Under X11 the owner of a selection serves it as long as it stays there, so a
// Clipboard may hold one goroutine: it ends when another program copies
// something, at the next Copy, and at Close.
type Clipboard struct{ platformClipboard }

// NewClipboard gives a Clipboard that holds nothing yet. The caller closes it.
func NewClipboard() *Clipboard { return &Clipboard{} }

// Copy puts text on the clipboard. secret asks clipboard managers not to keep
// it, where the system has a way to say so. Copy returns when other programs can
// paste the text, or with an error: no clipboard can be reached, the text is
// longer than 64 KiB, or ctx ended.
func (c *Clipboard) Copy(ctx context.Context, text string, secret bool) error {
	if len(text) > maxText {
		return errors.New(assets.T("tray.error.clipboard_long"))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.copy(ctx, text, secret); err != nil {
		return fmt.Errorf("%s: %w", assets.T("tray.error.clipboard"), err)
	}
	return nil
}

// Close gives up what the Clipboard holds and waits for its goroutine. What the
// system keeps itself (Windows, macOS, a Wayland helper) stays.
func (c *Clipboard) Close() { c.close() }
