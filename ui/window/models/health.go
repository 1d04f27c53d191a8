package models

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// health tells of every account how old its list is, and what is wrong with it.
type health struct {
	page  *page
	box   *fyne.Container
	lists []control.ModelList
	lines []*kit.Message
	now   func() time.Time
	round int // counts the minutes' waits, so that only one goes on
}

func newHealth(p *page) *health {
	h := &health{page: p, box: container.New(&kit.Column{Gap: 2}), now: time.Now}
	h.box.Hide()
	return h
}

const codeNoKey = "no_key"

// keyCodes are the troubles that a key ends.
var keyCodes = []string{codeNoKey, "key_elsewhere", "upstream_key_rejected", "keychain_locked", "keychain_missing"}

// all says whether no list is there, each for one of these reasons.
func (h *health) all(codes ...string) bool {
	return len(h.lists) > 0 && !slices.ContainsFunc(h.lists, func(l control.ModelList) bool {
		return !slices.Contains(codes, l.Code)
	})
}

// trouble is the first thing that is wrong with a list, "" when nothing is.
func (h *health) trouble() string {
	for _, l := range h.lists {
		if l.Error != "" {
			return l.Error
		}
	}
	return ""
}

// show takes over how the lists stand.
func (h *health) show(lists []control.ModelList) {
	h.lists = lists
	h.box.Objects, h.lines = nil, nil
	for range lists {
		m := kit.NewMessage()
		h.lines = append(h.lines, m)
		h.box.Add(m.Box)
	}
	h.write()
	h.round++
	h.tick(h.round)
}

// tick writes the ages anew every minute.
func (h *health) tick(round int) {
	h.page.h.Calls.After(time.Minute, func() {
		if round == h.round && h.page.inSight {
			h.write()
			h.tick(round)
		}
	})
}

func (h *health) write() {
	for i, l := range h.lists {
		h.line(h.lines[i], l)
	}
}

func (h *health) line(m *kit.Message, l control.ModelList) {
	when := ""
	if l.Fetched != nil {
		when = ago(*l.Fetched, h.now())
	}
	switch {
	case l.Error != "" && l.Fetched != nil:
		m.Warn(kit.T("models.old", "name", l.Upstream, "when", when, "error", l.Error))
	case l.Error != "":
		m.Fail(kit.T("models.failed", "name", l.Upstream, "error", l.Error))
	case l.Fetched == nil:
		m.Hint(kit.T("models.coming", "name", l.Upstream))
	case l.Models == 1:
		m.Hint(kit.T("models.from_one", "name", l.Upstream, "when", when))
	default:
		m.Hint(kit.T("models.from", "number", l.Models, "name", l.Upstream, "when", when))
	}
	if l.Error != "" && slices.Contains(keyCodes, l.Code) {
		m.Offer(kit.T("models.check_key"), func() { h.page.h.Open(control.PageKey) })
	}
}
