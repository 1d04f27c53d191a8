//go:build !windows && !darwin

package notify

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rs/zerolog"

	"keyport/assets"
)

// The names of the Desktop Notifications Specification 1.2.
const (
	serverName = "org.freedesktop.Notifications"
	serverPath = "/org/freedesktop/Notifications"
)

// entry is the name of Keyport's desktop entry and of its icon, by which a
// desktop shows who a message is from and keeps a person's wishes about it.
const entry = "app.keyport.Keyport"

// callTime bounds a call: a notification server that hangs must not hold up the next message.
const callTime = 5 * time.Second

// server is the desktop's notification server. The connection is opened with
// the first message and kept, for the server tells of clicks on it.
type server struct {
	connect func() (*dbus.Conn, error)
	log     zerolog.Logger
	conn    *dbus.Conn
	signals chan *dbus.Signal
	ids     map[kind]uint32 // of the message that is shown
	pages   map[kind]string // what a click on it opens
}

func newServer(connect func() (*dbus.Conn, error), log zerolog.Logger) *server {
	return &server{connect: connect, log: log, ids: map[kind]uint32{}, pages: map[kind]string{}}
}

// texts gives the words of a message. They take nothing from anywhere.
func texts(k kind) (title, text string) {
	switch k {
	case tries:
		return assets.T("notify.tries.title"), assets.T("notify.tries.text")
	case stays:
		return assets.T("notify.stays.title"), assets.T("notify.stays.text")
	case news:
		return assets.T("notify.update.title"), assets.T("notify.update.text")
	}
	return assets.T("notify.needs.title"), assets.T("notify.needs.text")
}

// show shows a message in place of the one of its kind, or takes that back.
func (s *server) show(ctx context.Context, m message) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if err := s.call(ctx, m); err != nil && ctx.Err() != context.Canceled {
		s.log.Debug().Err(err).Msg("the desktop shows no messages")
		s.close() // a bus that came back needs another connection
	}
}

func (s *server) call(ctx context.Context, m message) error {
	if m.over && s.ids[m.kind] == 0 {
		return nil
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	desktop := s.conn.Object(serverName, serverPath)
	if m.over {
		id := s.ids[m.kind]
		delete(s.ids, m.kind)
		return desktop.CallWithContext(ctx, serverName+".CloseNotification", 0, id).Err
	}
	title, text := texts(m.kind)
	var id uint32
	err := desktop.CallWithContext(
		ctx, serverName+".Notify", 0,
		"Keyport", s.ids[m.kind], entry, title, text,
		[]string{"default", assets.T("notify.open")},
		map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant(entry), "urgency": dbus.MakeVariant(byte(1))},
		int32(-1), // as long as the desktop thinks right
	).Store(&id)
	if err == nil {
		s.ids[m.kind], s.pages[m.kind] = id, m.page
	}
	return err
}

func (s *server) open(ctx context.Context) error {
	if s.conn != nil && s.conn.Connected() {
		return nil
	}
	s.close()
	conn, err := s.connect()
	if err != nil {
		return err
	}
	s.conn, s.signals = conn, make(chan *dbus.Signal, 16)
	conn.Signal(s.signals)
	return conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface(serverName), dbus.WithMatchMember("ActionInvoked"), dbus.WithMatchSender(serverName))
}

// clicks gives the signals of the server.
func (s *server) clicks() <-chan *dbus.Signal { return s.signals }

// clicked gives the page that a click on one of our messages asks for. A
// closed connection gives a nil signal.
func (s *server) clicked(signal *dbus.Signal) (page string, ok bool) {
	if signal == nil {
		s.close()
		return "", false
	}
	if len(signal.Body) < 1 {
		return "", false
	}
	id, _ := signal.Body[0].(uint32)
	for k, own := range s.ids {
		if own == id && id != 0 {
			return s.pages[k], true
		}
	}
	return "", false
}

// close gives the connection back. What is shown stays.
func (s *server) close() {
	if s.conn != nil {
		_ = s.conn.Close()
	}
	s.conn, s.signals, s.ids = nil, nil, map[kind]uint32{}
}
