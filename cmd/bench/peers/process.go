// Package peers starts and ends what is measured: Keyport as it was built, nginx
// with a configuration of its own, and the bench's own reverse proxies and
// upstream, each as a process of its own so that its CPU and memory can be read.
// It sends no request.
package peers

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Peer is something that answers at an address.
type Peer struct {
	Addr     string // 127.0.0.1:PORT
	Password string // of Keyport, else ""
	Secret   string // of Keyport's private address, else ""
	PID      int    // 0: not a process of its own
	Born     time.Time

	stop func() error
	pids func() []int // with its children
}

// Close ends the peer and waits for its end. It may be called again.
func (p *Peer) Close() error {
	if p == nil || p.stop == nil {
		return nil
	}
	stop := p.stop
	p.stop = nil
	return stop()
}

const (
	startTime = 20 * time.Second
	stopTime  = 10 * time.Second
)

// process is a started program. It is ended by its own id, never by a name.
type process struct {
	cmd   *exec.Cmd
	born  time.Time
	in    io.Closer // open as long as the program is to live
	lines chan string
	said  tail
	ended chan struct{}
	err   error // how it ended, when ended is closed
}

// launch starts cmd and follows what it prints.
func launch(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, lines: make(chan string, 1), ended: make(chan struct{})}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.in = in
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = &p.said
	p.born = time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { // ends with the program
		r := bufio.NewReader(out)
		line, _ := r.ReadString('\n')
		p.lines <- strings.TrimSpace(line)
		_, _ = io.Copy(io.Discard, r)
		p.err = cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// listening waits for the line that names the address.
func (p *process) listening() (addr string, err error) {
	select {
	case line := <-p.lines:
		if _, after, ok := strings.Cut(line, "listening on "); ok {
			addr = strings.TrimPrefix(after, "http://")
			addr, _, _ = strings.Cut(addr, "/")
			return addr, nil
		}
	case <-time.After(startTime):
	}
	return "", errors.Join(fmt.Errorf("%s does not listen: %s", p.cmd.Path, p.said.String()), p.end())
}

// end asks the program to end, and makes it.
func (p *process) end() error {
	_ = p.in.Close()
	if p.cmd.Process.Signal(os.Interrupt) != nil { // Windows knows no signals
		_ = p.cmd.Process.Kill()
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(stopTime):
		_ = p.cmd.Process.Kill()
		<-p.ended
		return fmt.Errorf("%s had to be killed", p.cmd.Path)
	}
}

// tail keeps the end of what a program says to its standard error.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.buf.Len() > 64<<10 {
		t.buf.Reset()
	}
	return t.buf.Write(p)
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(t.buf.String())
}

// peer makes a peer of a program that answers at addr.
func (p *process) peer(addr string, stop func() error) *Peer {
	pid := p.cmd.Process.Pid
	return &Peer{
		Addr: addr, PID: pid, Born: p.born, stop: stop,
		pids: sync.OnceValue(func() []int { return tree(pid) }), // first asked for when it has answered
	}
}

// freePort gives an address of loopback where nothing listens now.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
