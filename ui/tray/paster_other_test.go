//go:build !windows && !darwin

package tray

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// startX starts an X server without a screen and makes it the DISPLAY of the test.
func startX(t *testing.T) {
	t.Helper()
	need(t, "Xvfb", "xvfb")
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "64x64x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{write}
	var said bytes.Buffer
	server.Stderr = &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	})
	write.Close()
	// The server writes its number when it takes connections, or ends and closes the pipe.
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb gave no display: %s", said.String())
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	t.Setenv("WAYLAND_DISPLAY", "")
}

// paster is another program, which asks for the clipboard.
type paster struct {
	t      *testing.T
	conn   *xgb.Conn
	window xproto.Window
}

func newPaster(t *testing.T) *paster {
	t.Helper()
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { drain(conn) })
	p := &paster{t: t, conn: conn}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	p.window, err = xproto.NewWindowId(conn)
	if err == nil {
		err = xproto.CreateWindowChecked(conn, 0, p.window, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, screen.RootVisual, 0, nil).Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// drain closes a connection and waits until its goroutines have ended.
func drain(conn *xgb.Conn) {
	conn.Close()
	for {
		if event, err := conn.WaitForEvent(); event == nil && err == nil {
			return
		}
	}
}

func (p *paster) atom(name string) xproto.Atom {
	p.t.Helper()
	reply, err := xproto.InternAtom(p.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	return reply.Atom
}

func (p *paster) name(atom xproto.Atom) string {
	p.t.Helper()
	reply, err := xproto.GetAtomName(p.conn, atom).Reply()
	if err != nil {
		return "none"
	}
	return reply.Name
}

// paste asks for the clipboard in a form; ok is false when the owner refuses.
func (p *paster) paste(target string) (value []byte, kind string, ok bool) {
	p.t.Helper()
	property := p.atom("KEYPORT_TEST")
	xproto.ConvertSelection(p.conn, p.window, p.atom("CLIPBOARD"), p.atom(target), property, xproto.TimeCurrentTime)
	for {
		event, err := p.conn.WaitForEvent()
		if err != nil {
			p.t.Fatal(err)
		}
		notify, is := event.(xproto.SelectionNotifyEvent)
		if event == nil {
			p.t.Fatal("the display was closed")
		}
		if !is {
			continue
		}
		if notify.Property == xproto.AtomNone {
			return nil, "", false
		}
		value, kind = p.read(property)
		return value, kind, true
	}
}

func (p *paster) read(property xproto.Atom) (value []byte, kind string) {
	p.t.Helper()
	reply, err := xproto.GetProperty(p.conn, true, p.window, property, xproto.GetPropertyTypeAny, 0, 1<<20).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	return reply.Value, p.name(reply.Type)
}

func (p *paster) targets() (names []string) {
	p.t.Helper()
	value, kind, ok := p.paste("TARGETS")
	if !ok || kind != "ATOM" {
		p.t.Fatalf("TARGETS gives %q, %v", kind, ok)
	}
	for ; len(value) >= 4; value = value[4:] {
		names = append(names, p.name(xproto.Atom(xgb.Get32(value))))
	}
	return names
}

func (p *paster) owner() xproto.Window {
	p.t.Helper()
	reply, err := xproto.GetSelectionOwner(p.conn, p.atom("CLIPBOARD")).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	return reply.Owner
}
