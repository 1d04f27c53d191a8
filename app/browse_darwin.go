package app

import (
	"context"
	"os"
	"os/exec"
)

// browse shows a page in the person's browser.
func browse(ctx context.Context, address string) error {
	cmd := exec.CommandContext(ctx, "/usr/bin/open", address)
	cmd.Env = scrubbed(os.Environ())
	return cmd.Run()
}
