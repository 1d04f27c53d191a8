//go:build linux

package tray

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"keyport/app/control"
)

// program is a child of the test that shows a tray.
type program struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines chan string
	ended chan struct{}
	log   journal // stderr
}

func startProgram(t *testing.T, env ...string) *program {
	t.Helper()
	races := t.TempDir()
	p := &program{t: t, cmd: exec.Command(os.Args[0]), lines: make(chan string, 64), ended: make(chan struct{})}
	p.cmd.Env = append([]string{
		childVariable + "=1", "PATH=" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + t.TempDir(),
		"GORACE=exitcode=0 log_path=" + filepath.Join(races, "race"),
	}, env...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	p.log.wrote = make(chan struct{}, 1)
	p.cmd.Stderr = &p.log
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { // ends with the program
		defer close(p.ended)
		defer close(p.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		_ = p.cmd.Wait()
		checkRaces(t, races)
		if t.Failed() {
			t.Logf("the program logged:\n%s", p.log.String())
		}
	})
	return p
}

func (p *program) wantLog(part string) {
	p.t.Helper()
	limit := time.After(patience)
	for !strings.Contains(p.log.String(), part) {
		select {
		case <-p.log.wrote:
		case <-limit:
			p.t.Fatalf("the program did not log %q", part)
		}
	}
}

// checkRaces reads what the race detector wrote about a program. systray has a
// race of its own, on the counter menuVersion between GetLayout and the refresh
// that follows the first of them by 150 ms; whatever else races is a failure.
func checkRaces(t *testing.T, folder string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(folder, "race.*"))
	for _, file := range files {
		report, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(report), "\n")
		for i, line := range lines[:len(lines)-1] {
			if !strings.Contains(line, " at 0x") { // "Write at 0x… by goroutine 40:", then the function
				continue
			}
			if at := strings.TrimSpace(lines[i+1]); at != "fyne.io/systray.refresh()" && at != "fyne.io/systray.(*tray).GetLayout()" {
				t.Errorf("a data race in %s:\n%s", at, report)
				break
			}
		}
	}
}

func (p *program) state(s control.Status) {
	p.t.Helper()
	line, err := json.Marshal(s)
	if err == nil {
		_, err = p.stdin.Write(append(line, '\n'))
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) wantLine(want string) {
	p.t.Helper()
	select {
	case got, open := <-p.lines:
		if !open || got != want {
			p.t.Fatalf("the program said %q, want %q", got, want)
		}
	case <-time.After(patience):
		p.t.Fatalf("the program did not say %q", want)
	}
}

// end closes the program's input and gives its log.
func (p *program) end() string {
	p.t.Helper()
	p.stdin.Close()
	return p.wantEnd()
}

func (p *program) wantEnd() string {
	p.t.Helper()
	p.wantLine("ended")
	<-p.ended
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the program ended with %v", err)
	}
	return p.log.String()
}
