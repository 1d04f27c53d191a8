package upstream

import (
	"errors"
	"net"
	"time"

	"keyport/cmd/bench/wire"
)

// writer writes answers from one buffer, so that the marks of a shared answer
// are only ever changed in a copy.
type writer struct {
	conn net.Conn
	buf  []byte
}

// errReset is a connection that was reset because the script wanted it.
var errReset = errors.New("reset as the script says")

func (w *writer) answer(a *wire.Answer) error {
	w.buf = append(w.buf[:0], a.Head...)
	for i := range a.Count {
		if i > 0 && a.Delay > 0 {
			time.Sleep(a.Delay)
		}
		if a.Reset > 0 && i == a.Reset {
			return w.reset()
		}
		if err := w.write(a.Writes[i%len(a.Writes)]); err != nil {
			return err
		}
	}
	_, err := w.conn.Write(append(w.buf, a.Tail...))
	return err
}

// write sends one write with the time of now in its marks.
func (w *writer) write(one wire.Write) error {
	at := len(w.buf)
	w.buf = append(w.buf, one.Bytes...)
	now := wire.Now()
	for _, mark := range one.Marks {
		wire.SetMark(w.buf[at+mark:], now)
	}
	_, err := w.conn.Write(w.buf)
	w.buf = w.buf[:0]
	return err
}

// reset ends the connection as a crashed server does: without a last word.
func (w *writer) reset() error {
	if tcp, ok := w.conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	return errReset
}
