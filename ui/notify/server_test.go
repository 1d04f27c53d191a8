//go:build linux

package notify

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rs/zerolog"

	"keyport/app/control"
	"keyport/assets"
)

const patience = 20 * time.Second

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
`

// startBus starts a session bus that can start nothing itself.
func startBus(t *testing.T) (connect func(context.Context) (*dbus.Conn, error)) {
	t.Helper()
	dir, err := os.MkdirTemp("", "kn") // short, for a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(dir, "bus")), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--nosyslog", "--print-address=1")
	daemon.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatalf("dbus-daemon (package dbus) is needed for this test: %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Signal(syscall.SIGTERM)
		_ = daemon.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon gave no address: %v", err)
	}
	return func(ctx context.Context) (*dbus.Conn, error) {
		return dbus.Connect(strings.TrimSpace(line), dbus.WithContext(ctx))
	}
}

// panel is a notification server.
type panel struct {
	conn  *dbus.Conn
	calls chan string
	mu    sync.Mutex
	last  uint32
}

func startPanel(t *testing.T, connect func(context.Context) (*dbus.Conn, error)) *panel {
	t.Helper()
	conn, err := connect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	p := &panel{conn: conn, calls: make(chan string, 16)}
	if err := conn.Export(p, serverPath, serverName); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(serverName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *panel) Notify(app string, replaces uint32, _, title, text string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := replaces
	if id == 0 {
		p.last++
		id = p.last
	}
	p.calls <- fmt.Sprintf("%d %s: %s | %s | %s", id, app, title, text, strings.Join(actions, "="))
	return id, nil
}

func (p *panel) CloseNotification(id uint32) *dbus.Error {
	p.calls <- fmt.Sprintf("close %d", id)
	return nil
}

func (p *panel) want(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-p.calls:
		if got != want {
			t.Errorf("the desktop was asked for %q, want %q", got, want)
		}
	case <-time.After(patience):
		t.Fatalf("the desktop was not asked for %q", want)
	}
}

func TestMessagesOnTheBus(t *testing.T) {
	for language, want := range map[string]string{
		"en": "1 Keyport: A program tries wrong passwords | Keyport lets none of them in. See whether it is a program that you know. | default=Open Keyport",
		"de": "1 Keyport: Ein Programm versucht falsche Passwörter | Keyport lässt keines davon ein. Sehen Sie nach, ob Sie das Programm kennen. | default=Keyport öffnen",
	} {
		t.Run(language, func(t *testing.T) {
			assets.SetLanguage(language)
			t.Cleanup(func() { assets.SetLanguage(assets.English) })
			connect := startBus(t)
			p := startPanel(t, connect)
			api := newFakeAPI()
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				Run(ctx, api, Options{Connect: connect, Logger: zerolog.Nop()})
			}()
			hostile := state(control.StateAttention, "wrong_passwords")
			hostile.Problems[0].Sentence = "<b>evil</b>"
			hostile.Clients = []control.Client{{Name: "evil"}}
			api.set(hostile)
			p.want(t, want)
			for _, id := range []uint32{7, 1} { // another program's message, and ours
				if err := p.conn.Emit(serverPath, serverName+".ActionInvoked", id, "default"); err != nil {
					t.Fatal(err)
				}
			}
			select {
			case page := <-api.opened:
				if page != "page of wrong_passwords" {
					t.Errorf("a click opened %q", page)
				}
			case <-time.After(patience):
				t.Fatal("a click opened nothing")
			}
			cancel()
			<-ended
			if len(api.opened) > 0 {
				t.Error("a click on another program's message opened the window")
			}
		})
	}
}

func TestMessageIsTakenBackAndReplaced(t *testing.T) {
	connect := startBus(t)
	p := startPanel(t, connect)
	s := newServer(func() (*dbus.Conn, error) { return connect(t.Context()) }, zerolog.Nop())
	defer s.close()
	ask := func(m message) { s.show(t.Context(), m) }
	const needed = ": Keyport needs you | Your apps get no answers until you have had a look at it. | default=Open Keyport"
	ask(message{kind: needs, over: true}) // was never shown
	ask(message{kind: needs})
	p.want(t, "1 Keyport"+needed)
	ask(message{kind: needs})
	p.want(t, "1 Keyport"+needed)
	ask(message{kind: stays})
	p.want(t, "2 Keyport: Still running in the tray | Your apps can go on using Keyport. To end it, choose Quit Keyport in the menu of its icon. | default=Open Keyport")
	ask(message{kind: needs, over: true})
	p.want(t, "close 1")
}

// A desktop without messages is no error, and one that comes later is used.
func TestDesktopWithoutMessages(t *testing.T) {
	connect := startBus(t)
	s := newServer(func() (*dbus.Conn, error) { return connect(t.Context()) }, zerolog.Nop())
	defer s.close()
	s.show(t.Context(), message{kind: stays})
	p := startPanel(t, connect)
	s.show(t.Context(), message{kind: needs})
	if got := <-p.calls; !strings.HasPrefix(got, "1 Keyport: Keyport needs you") {
		t.Errorf("the desktop was asked for %q", got)
	}
}
