//go:build !windows && !darwin

package tray

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/atotto/clipboard"
	"github.com/jezek/xgb"
)

func init() {
	// The X client tells on stderr that there is no authority file, which is usual on a local socket.
	xgb.Logger = log.New(io.Discard, "", 0)
}

// platformClipboard remembers the selection it owns under X11.
type platformClipboard struct {
	mu    sync.Mutex
	owned *selection
	group sync.WaitGroup // the goroutines of its selections
}

// copy tries the ways from the best to the last. Under Wayland that is the
// helper: an X11 client without a window in front may not reach the clipboard of
// Wayland programs.
func (c *platformClipboard) copy(ctx context.Context, text string, secret bool) error {
	var tried []error
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		helper, err := exec.LookPath("wl-copy")
		if err == nil {
			err = wlCopy(ctx, helper, text, secret)
		}
		if err == nil {
			return nil
		}
		tried = append(tried, err)
	}
	if os.Getenv("DISPLAY") != "" {
		err := c.own(ctx, text, secret)
		if err == nil || ctx.Err() != nil {
			return err
		}
		tried = append(tried, err)
	}
	if !clipboard.Unsupported {
		err := clipboard.WriteAll(text)
		if err == nil {
			return nil
		}
		tried = append(tried, err)
	}
	if len(tried) == 0 {
		return errors.New("no display and no clipboard program")
	}
	return errors.Join(tried...)
}

// wlCopy hands the text to wl-copy on its standard input. The program goes to
// the background by itself and ends when another text is copied.
func wlCopy(ctx context.Context, helper, text string, secret bool) error {
	run := func(options ...string) error {
		// A given type keeps wl-copy from asking xdg-mime about a file with the text in it.
		cmd := exec.CommandContext(ctx, helper, append(options, "--type", "text/plain")...)
		cmd.Stdin = strings.NewReader(text)
		return cmd.Run()
	}
	if secret && run("--sensitive") == nil { // since wl-clipboard 2.3
		return nil
	}
	return run()
}

// own takes the X11 clipboard and gives up what was owned before.
func (c *platformClipboard) own(ctx context.Context, text string, secret bool) error {
	next, err := ownSelection(ctx, &c.group, text, secret)
	if err != nil {
		return err
	}
	c.mu.Lock()
	before := c.owned
	c.owned = next
	c.mu.Unlock()
	before.abandon()
	return nil
}

func (c *platformClipboard) close() {
	c.mu.Lock()
	before := c.owned
	c.owned = nil
	c.mu.Unlock()
	before.abandon()
	ended := make(chan struct{})
	go func() { // ends with the selections
		c.group.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(shutdown): // a display that accepts connections and never answers
	}
}
