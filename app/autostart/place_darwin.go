package autostart

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// askTime bounds the question to launchd.
const askTime = 2 * time.Second

func newPlace() (place, error) {
	home, err := os.UserHomeDir()
	if err != nil || !filepath.IsAbs(home) {
		return nil, &Error{Why: NoFolder, Err: err}
	}
	return agents{filepath.Join(home, "Library", "LaunchAgents"), launchdSaysNo}, nil
}

// launchdSaysNo asks launchd, which alone knows of the switch "Allow in the
// Background" of System Settings. Who does not answer has nothing against it.
func launchdSaysNo(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/launchctl", "print-disabled", "gui/"+strconv.Itoa(os.Getuid()))
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	return err == nil && disabledIn(string(out), ID)
}
