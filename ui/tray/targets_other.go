//go:build !windows && !darwin

package tray

import (
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// atoms are the names that the answer to a paste needs.
type atoms struct {
	clipboard, targets, multiple, timestamp, pair xproto.Atom
	utf8, plain, text, hint                       xproto.Atom
}

func internAtoms(conn *xgb.Conn) (a atoms, err error) {
	for name, to := range map[string]*xproto.Atom{
		"CLIPBOARD": &a.clipboard, "TARGETS": &a.targets, "MULTIPLE": &a.multiple,
		"TIMESTAMP": &a.timestamp, "ATOM_PAIR": &a.pair,
		"UTF8_STRING": &a.utf8, "text/plain;charset=utf-8": &a.plain, "TEXT": &a.text,
		// Klipper, GPaste, CopyQ and others do not keep what offers this with the value "secret".
		"x-kde-passwordManagerHint": &a.hint,
	} {
		reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return a, err
		}
		*to = reply.Atom
	}
	return a, nil
}

// answer writes what was asked for into a property of the asking window and
// tells it so (ICCCM 2.0 §2.2). A refusal names no property.
func (s *selection) answer(conn *xgb.Conn, e xproto.SelectionRequestEvent) {
	property := e.Property
	if property == xproto.AtomNone { // clients older than ICCCM
		property = e.Target
	}
	given := false
	if e.Selection == s.atoms.clipboard {
		if e.Target == s.atoms.multiple {
			given = s.convertAll(conn, e.Requestor, property)
		} else {
			given = s.convert(conn, e.Requestor, property, e.Target)
		}
	}
	if !given {
		property = xproto.AtomNone
	}
	notify := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property}
	xproto.SendEvent(conn, false, e.Requestor, xproto.EventMaskNoEvent, string(notify.Bytes()))
}

// convert writes one form of the text.
func (s *selection) convert(conn *xgb.Conn, to xproto.Window, property, target xproto.Atom) bool {
	kind, width, data := target, byte(8), []byte(s.text)
	switch target {
	case s.atoms.targets:
		kind, width, data = xproto.AtomAtom, 32, words(s.offers())
	case s.atoms.timestamp:
		kind, width, data = xproto.AtomInteger, 32, words([]xproto.Atom{xproto.Atom(s.since)})
	case s.atoms.utf8, s.atoms.plain:
	case s.atoms.text:
		kind = s.atoms.utf8 // TEXT means: in an encoding of the owner's choice
	case xproto.AtomString:
		latin, ok := latin1(s.text)
		if !ok {
			return false
		}
		data = latin
	case s.atoms.hint:
		if !s.secret {
			return false
		}
		data = []byte("secret")
	default:
		return false
	}
	units := len(data) / int(width/8)
	return xproto.ChangePropertyChecked(conn, xproto.PropModeReplace, to, property, kind, width, uint32(units), data).Check() == nil
}

// convertAll does what MULTIPLE asks for: pairs of a target and a property, of
// which those that cannot be are marked with None.
func (s *selection) convertAll(conn *xgb.Conn, to xproto.Window, property xproto.Atom) bool {
	reply, err := xproto.GetProperty(conn, false, to, property, xproto.GetPropertyTypeAny, 0, 64).Reply()
	if err != nil || reply.Format != 32 {
		return false
	}
	pairs := reply.Value
	for ; len(pairs) >= 8; pairs = pairs[8:] {
		target, into := xproto.Atom(xgb.Get32(pairs)), xproto.Atom(xgb.Get32(pairs[4:]))
		if target == s.atoms.multiple || !s.convert(conn, to, into, target) {
			xgb.Put32(pairs[4:], xproto.AtomNone)
		}
	}
	whole := reply.Value
	return xproto.ChangePropertyChecked(conn, xproto.PropModeReplace, to, property, s.atoms.pair, 32, uint32(len(whole)/4), whole).Check() == nil
}

// offers lists the forms in which the text can be had.
func (s *selection) offers() []xproto.Atom {
	list := []xproto.Atom{s.atoms.targets, s.atoms.multiple, s.atoms.timestamp, s.atoms.utf8, s.atoms.plain, s.atoms.text}
	if _, ok := latin1(s.text); ok {
		list = append(list, xproto.AtomString)
	}
	if s.secret {
		list = append(list, s.atoms.hint)
	}
	return list
}

func words(values []xproto.Atom) []byte {
	data := make([]byte, 4*len(values))
	for i, v := range values {
		xgb.Put32(data[4*i:], uint32(v))
	}
	return data
}

// latin1 gives the text in ISO 8859-1, which STRING means, if it can be written so.
func latin1(text string) ([]byte, bool) {
	var out []byte
	for _, r := range text {
		if r > 0xff {
			return nil, false
		}
		out = append(out, byte(r))
	}
	return out, true
}
