//go:build linux

package desktoptest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tokenVariable marks every process of a desktop, also those that the bus or
// a program started, so that they are found in /proc and ended by pid.
const tokenVariable = "KEYPORT_DESKTOP"

// process is one of the desktop's own processes.
type process struct {
	name  string
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has been waited for
}

// start starts a process of the desktop itself; its output goes to a file
// that a failure shows.
func (d *Desktop) start(stdin io.Reader, extra []*os.File, name string, args ...string) *process {
	d.t.Helper()
	log, err := os.Create(filepath.Join(d.dir, "log", filepath.Base(name)+".log"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer log.Close()
	p := &process{name: name, cmd: d.Command(name, args...), ended: make(chan struct{})}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr, p.cmd.ExtraFiles = stdin, log, log, extra
	// A test binary that is killed runs no cleanup; its desktop must not outlive it.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := p.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.procs = append(d.procs, p)
	go func() { // ends with the process, which stop waits for
		_ = p.cmd.Wait() // how it ended is in its log
		close(p.ended)
	}()
	return p
}

// grace is how long a process has to end by itself after TERM.
const grace = 3 * time.Second

// stop ends the desktop: first what runs on it, then its own processes in the
// reverse order of their start, at last whatever is left or came up meanwhile:
// the bus starts the panel's settings again as long as there is a panel.
func (d *Desktop) stop() {
	if d.t.Failed() {
		d.t.Logf("the desktop said:\n%s", d.logs())
		d.Shot("failed-" + strings.ReplaceAll(d.t.Name(), "/", "-"))
	}
	if d.bus != nil {
		d.bus.Close()
	}
	var guests []int
	for _, pid := range d.Processes() {
		if !slices.ContainsFunc(d.procs, func(p *process) bool { return p.cmd.Process.Pid == pid }) {
			guests = append(guests, pid)
		}
	}
	d.end(guests)
	for _, p := range slices.Backward(d.procs) {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.ended:
		case <-time.After(grace):
			_ = p.cmd.Process.Kill()
			<-p.ended
		}
	}
	if left := d.end(d.Processes()); len(left) > 0 {
		d.t.Errorf("these processes of the desktop could not be ended: %v", left)
	}
	if err := os.RemoveAll(d.dir); err != nil {
		d.t.Errorf("the desktop's folder is still there: %v", err)
	}
}

// end ends processes of this desktop by TERM, then by KILL, and gives those
// that survived both.
func (d *Desktop) end(pids []int) []int {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		for _, pid := range pids {
			_ = syscall.Kill(pid, signal)
		}
		until(grace, func() bool {
			running := d.Processes() // a zombie is none
			pids = slices.DeleteFunc(pids, func(pid int) bool { return !slices.Contains(running, pid) })
			return len(pids) == 0
		})
	}
	return pids
}

// Processes gives the pids of all processes on the desktop, its own and those
// of the programs that run on it.
func (d *Desktop) Processes() []int {
	return marked(d.token)
}

func marked(token string) (pids []int) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	want := []byte(tokenVariable + "=" + token)
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		// Gone meanwhile, a zombie (empty), or of somebody else: not ours.
		env, err := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if err != nil {
			continue
		}
		for _, v := range bytes.Split(env, []byte{0}) {
			if bytes.Equal(v, want) {
				pids = append(pids, pid)
				break
			}
		}
	}
	return pids
}

// logs gives the last lines of what each process of the desktop said.
func (d *Desktop) logs() string {
	var b strings.Builder
	files, _ := filepath.Glob(filepath.Join(d.dir, "log", "*.log"))
	for _, f := range files {
		text, _ := os.ReadFile(f)
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		lines = lines[max(0, len(lines)-15):]
		fmt.Fprintf(&b, "%s:\n  %s\n", filepath.Base(f), strings.Join(lines, "\n  "))
	}
	return b.String()
}
