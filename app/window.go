package app

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
	"unicode"

	"keyport/app/control"
	"keyport/assets"
)

// windowProgram is the name of the program that shows the window.
const windowProgram = control.WindowProgram

const (
	windowStart = 8 * time.Second // a window that has not appeared by then is slow, not broken
	windowEnd   = 2 * time.Second // a window that was let go ends by itself in this time
)

// windowState is the window program that this Keyport has started.
type windowState struct {
	child   *child
	page    string        // asked for while the child was still starting
	pending bool          // page is to be shown when the child has connected
	news    chan struct{} // closed when a window connects or leaves, or the child ends
}

type child struct {
	done     chan struct{} // closed when it has ended
	said     tail          // the end of what it wrote to stderr
	err      error
	attached bool // it has connected, so it could draw
}

// OpenWindow implements control.API: the window that is open comes to the
// front, or the window program is started. It waits for the window to connect,
// so that the caller learns why there is none.
func (k *Keyport) OpenWindow(ctx context.Context, page string) error {
	nudge(k.retry) // who looks at Keyport may have freed the port
	if k.server.Show(page) {
		return nil
	}
	c, news, mine, err := k.startWindow(page)
	if err != nil {
		return err
	}
	slow := time.NewTimer(windowStart)
	defer slow.Stop()
	for {
		select {
		case <-c.done:
			if c.attached && !mine { // it was just being closed
				return k.OpenWindow(ctx, page)
			}
			if c.attached || c.err == nil { // without an error: it found another window, and had that one shown
				return nil
			}
			return &control.Error{Code: control.CodeNoWindow, Message: c.sentence(), Cause: c.err}
		case <-news:
			if k.server.Attached() {
				return nil
			}
			k.mu.Lock()
			news = k.window.next()
			k.mu.Unlock()
		case <-slow.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// next gives the channel of the next news. The caller holds mu.
func (w *windowState) next() chan struct{} {
	if w.news == nil {
		w.news = make(chan struct{})
	}
	return w.news
}

func (w *windowState) tell() {
	if w.news != nil {
		close(w.news)
		w.news = nil
	}
}

// startWindow starts the window program unless one is on its way already; mine is false then.
func (k *Keyport) startWindow(page string) (c *child, news chan struct{}, mine bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.window.child; c != nil {
		k.window.page, k.window.pending = page, true
		return c, k.window.next(), false, nil
	}
	path, err := k.findWindow()
	if err != nil {
		return nil, nil, false, &control.Error{Code: control.CodeNoWindow, Message: assets.T("errors.window_missing", "program", windowProgram), Cause: err}
	}
	var args []string
	if page != "" {
		args = append(args, "--page", page)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = scrubbed(os.Environ())
	c = &child{done: make(chan struct{})}
	cmd.Stderr = &c.said
	cmd.WaitDelay = time.Second // a grandchild may hold stderr open
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return nil, nil, false, &control.Error{Code: control.CodeNoWindow, Message: assets.T("errors.window_start", "program", windowProgram), Cause: err}
	}
	k.window.child = c
	news = k.window.next()
	if !k.group.run(func(ctx context.Context) { k.watchWindow(ctx, cmd, c) }) {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, nil, false, &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.ending")}
	}
	return c, news, true, nil
}

// watchWindow waits for the window program, so that it leaves no zombie, and
// says why there is no window when it ends without having shown one. When
// Keyport ends, the window has lost its connection and ends by itself; one that
// does not is ended.
func (k *Keyport) watchWindow(ctx context.Context, cmd *exec.Cmd, c *child) {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // awaited below on every path
	select {
	case c.err = <-ended:
	case <-ctx.Done():
		select {
		case c.err = <-ended:
		case <-time.After(windowEnd):
			_ = terminate(cmd.Process)
			select {
			case c.err = <-ended:
			case <-time.After(time.Second):
				_ = cmd.Process.Kill()
				c.err = <-ended
			}
		}
	}
	k.mu.Lock()
	k.window.child, k.window.pending = nil, false
	k.window.tell()
	failed := c.err != nil && !c.attached && ctx.Err() == nil
	k.mu.Unlock()
	if failed {
		p := problem{text: "no_window_silent", quiet: true, action: control.ActionOpenWindow, second: control.ActionDismiss}
		if said := c.why(); said != "" {
			p.text, p.args = "no_window", fill("why", said)
		}
		k.raise(problemWindow, p)
		k.log.Warn().Err(c.err).Str("said", c.said.lastLine()).Msg("the window program ended early")
	}
	close(c.done)
}

// windowChanged is told by the control server that a window has come or gone.
func (k *Keyport) windowChanged() {
	there := k.server.Attached()
	k.mu.Lock()
	var page string
	var show bool
	if there {
		if k.window.child != nil {
			k.window.child.attached = true
		}
		page, show = k.window.page, k.window.pending
		k.window.pending = false
	}
	k.window.tell()
	k.mu.Unlock()
	if there {
		k.solve(problemWindow)
	}
	k.compareWindow()
	if show {
		k.server.Show(page)
	}
	k.hub.touch()
}

func (k *Keyport) findWindow() (string, error) {
	if k.opts.WindowProgram != "" {
		return k.opts.WindowProgram, nil
	}
	return control.FindProgram(windowProgram)
}

// sentence is why there is no window, in the words of the window program.
func (c *child) sentence() string {
	if said := c.why(); said != "" {
		return said
	}
	return assets.T("errors.window_silent", "command", "keyport help")
}

// why is what the window program has said last, in its own words; "" when it has said nothing.
func (c *child) why() string {
	said := c.said.lastLine()
	if _, rest, found := strings.Cut(said, missingLibrary); found {
		library, _, _ := strings.Cut(rest, ":")
		return assets.T("errors.window_library", "library", library, "command", installLibraries)
	}
	return strings.TrimPrefix(said, windowProgram+": ")
}

const (
	// missingLibrary is how the loader of the C library begins when the window
	// cannot start. Linux packages recommend its libraries and do not require
	// them, so that a server can be without.
	missingLibrary = ": error while loading shared libraries: "
	// installLibraries brings what the window is linked with; a desktop has the rest.
	installLibraries = "sudo apt install libgl1 libwayland-client0"
)

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 2 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - tailSize; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

// lastLine gives the last line with something on it, printable and short.
func (t *tail) lastLine() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := bytes.Split(bytes.TrimSpace(t.text), []byte("\n"))
	line := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.TrimSpace(string(lines[len(lines)-1])))
	if runes := []rune(line); len(runes) > 200 {
		line = string(runes[:200]) + "…"
	}
	return line
}
