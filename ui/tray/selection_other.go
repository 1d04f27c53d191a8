//go:build !windows && !darwin

package tray

import (
	"context"
	"errors"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// selection is the ownership of the X11 clipboard (ICCCM 2.0 §2) with the text
// that goes with it. Its goroutine belongs to the Clipboard that starts it and is
// ended by close or by another program that takes the clipboard.
type selection struct {
	text   string
	secret bool
	ready  chan error    // one value: owned, or why not
	done   chan struct{} // closed when the goroutine has ended

	mu     sync.Mutex
	conn   *xgb.Conn
	closed bool

	window xproto.Window
	since  xproto.Timestamp
	atoms  atoms
}

// ownSelection connects to DISPLAY and becomes the owner of the clipboard; group waits for its goroutine.
func ownSelection(ctx context.Context, group *sync.WaitGroup, text string, secret bool) (*selection, error) {
	s := &selection{text: text, secret: secret, ready: make(chan error, 1), done: make(chan struct{})}
	group.Go(s.run)
	select {
	case err := <-s.ready:
		if err != nil {
			<-s.done
			return nil, err
		}
		return s, nil
	case <-ctx.Done():
		s.abandon()
		return nil, ctx.Err()
	}
}

// abandon gives the clipboard up: the goroutine ends soon.
func (s *selection) abandon() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil && !s.closed {
		s.conn.Close()
	}
	s.closed = true
}

// run connects, takes the clipboard and serves it to its end.
func (s *selection) run() {
	defer close(s.done)
	conn, err := xgb.NewConn()
	if err != nil {
		s.ready <- err
		return
	}
	s.mu.Lock()
	s.conn = conn
	if s.closed {
		conn.Close()
	}
	s.mu.Unlock()
	defer func() {
		s.abandon()
		for { // until the connection has ended its own goroutines
			if event, err := conn.WaitForEvent(); event == nil && err == nil {
				return
			}
		}
	}()
	err = s.take(conn)
	s.ready <- err
	if err == nil {
		s.serve(conn)
	}
}

// take makes a window that is never shown and gives it the clipboard.
func (s *selection) take(conn *xgb.Conn) error {
	var err error
	if s.atoms, err = internAtoms(conn); err != nil {
		return err
	}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	if s.window, err = xproto.NewWindowId(conn); err != nil {
		return err
	}
	err = xproto.CreateWindowChecked(conn, 0, s.window, screen.Root, 0, 0, 1, 1, 0,
		xproto.WindowClassInputOnly, screen.RootVisual, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	if err := s.clock(conn); err != nil {
		return err
	}
	if err := xproto.SetSelectionOwnerChecked(conn, s.window, s.atoms.clipboard, s.since).Check(); err != nil {
		return err
	}
	owner, err := xproto.GetSelectionOwner(conn, s.atoms.clipboard).Reply()
	if err != nil {
		return err
	}
	if owner.Owner != s.window {
		return errors.New("another program took the clipboard in the same moment")
	}
	return nil
}

// clock learns the server's time from a change of a property that changes
// nothing: ICCCM §2.1 forbids to take a selection at "the current time".
func (s *selection) clock(conn *xgb.Conn) error {
	err := xproto.ChangePropertyChecked(conn, xproto.PropModeAppend, s.window, xproto.AtomWmName, xproto.AtomString, 8, 0, nil).Check()
	if err != nil {
		return err
	}
	for {
		event, xerr := conn.WaitForEvent()
		switch e := event.(type) {
		case xproto.PropertyNotifyEvent:
			s.since = e.Time
			return nil
		case nil:
			if xerr == nil {
				return errors.New("the display was closed")
			}
			return xerr
		}
	}
}

// serve answers who wants to paste, until somebody else owns the clipboard or the connection ends.
func (s *selection) serve(conn *xgb.Conn) {
	for {
		event, err := conn.WaitForEvent()
		switch e := event.(type) {
		case nil:
			if err == nil {
				return
			} // else a program went away while it was being answered
		case xproto.SelectionClearEvent:
			if e.Selection == s.atoms.clipboard {
				return
			}
		case xproto.SelectionRequestEvent:
			s.answer(conn, e)
		}
	}
}
