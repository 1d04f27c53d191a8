//go:build !windows && !darwin

package app

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

// browse shows a page in the person's browser. xdg-open may become the browser
// itself and run as long as that does, so a shell lets go of it; the address
// stands in no command line that the shell reads.
func browse(ctx context.Context, address string) error {
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("there is no desktop")
	}
	opener, err := exec.LookPath("xdg-open")
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", `"$1" "$2" >/dev/null 2>&1 &`, "sh", opener, address)
	cmd.Env = scrubbed(os.Environ())
	return cmd.Run()
}
