// Command keyport-console is keyport.com of the Windows package, the keyport that
// people type. keyport.exe has no console of its own, so shells neither wait for
// it nor keep their prompt out of its way; for this program, which they find
// first, they do. It starts keyport.exe beside it on the same console, waits, and
// ends with its exit code. It knows nothing of what keyport.exe does.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// trayTime is how long the tray program is waited for: one that cannot start, or
// that has only shown the window of the one that runs, ends within it.
const trayTime = 2 * time.Second

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	self, err := os.Executable()
	if err != nil {
		return complain(err)
	}
	// Ctrl-C reaches both programs. The other one decides what comes of it.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM)
	cmd := exec.Command(strings.TrimSuffix(self, filepath.Ext(self))+".exe", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return complain(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // awaited below; where it is not, this program ends
	var late <-chan time.Time
	if tray(args) {
		late = time.After(trayTime)
	}
	select {
	case err = <-ended:
	case <-late:
		return 0
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return complain(err)
	}
	return cmd.ProcessState.ExitCode()
}

// tray reports whether args start the tray program, which goes on without the
// console: no command, or nothing but flags.
func tray(args []string) bool {
	if len(args) == 0 {
		return true
	}
	switch args[0] {
	case "-h", "-help", "--help":
		return false
	}
	return strings.HasPrefix(args[0], "-")
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "keyport:", err)
	return 1
}
