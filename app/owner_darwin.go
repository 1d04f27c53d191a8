package app

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// ownerOS asks lsof(8), which is part of macOS. -F prints one field a line: p
// for the process, c for its command.
func ownerOS(ctx context.Context, port int) (p process) {
	cmd := exec.CommandContext(ctx, "/usr/sbin/lsof", "-nP", "-iTCP:"+strconv.Itoa(port), "-sTCP:LISTEN", "-Fpc")
	cmd.Env = scrubbed(os.Environ())
	out, err := cmd.Output()
	if err != nil {
		return process{}
	}
	for line := range strings.Lines(string(out)) {
		switch text := strings.TrimSpace(line[1:]); line[0] {
		case 'p':
			p.pid, _ = strconv.Atoi(text)
		case 'c':
			p.name = text
			return p
		}
	}
	return process{}
}
